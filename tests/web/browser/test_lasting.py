"""A conversation that lasts, in a real browser: Back, reload, languages, tabs, articles."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, serious
from tests.helpers.web_app import ACT, FIREARM, FIREARM_WORDS, LATIN, PILAF

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def test_turns_survive_back_reload_and_a_change_of_language(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.locator(".card a.open").first.click()
    page.wait_for_url("**/art_24*")
    page.locator("#back-to-answer a").click()
    expect(page.locator(".turn")).to_contain_text(FIREARM_WORDS)
    page.go_back()
    page.go_back()
    expect(page.locator(".turn[data-earlier]")).to_have_count(1)
    page.reload()
    expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
    page.get_by_role("button", name="Рус").click()
    expect(page.locator(".turn")).to_contain_text("пункт 3 статьи 24")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".turn")).to_contain_text("пункт 3 статьи 24")
    ask(page, PILAF)
    other = context.new_page()
    other.goto("/")
    expect(other.locator(".turn")).to_have_count(0)
    # Chosen in the other tab: this one answers again in it.
    other.get_by_role("button", name="Eng").click()
    expect(other.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.locator(".turn").first).to_contain_text("Article 24, paragraph 3")
    expect(page.locator(".turn")).to_have_count(2)
    page.get_by_text("Start a new conversation").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_change_of_language_keeps_every_turn(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    for number in range(5, 10):
        ask(page, f"{number}-бап")
    page.get_by_role("button", name="Рус").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".turn")).to_have_count(5)
    for number in range(5):
        expect(page.locator(".turn").nth(number)).to_contain_text("Вы спросили")
    # What no form can carry stays in the language that it was answered in.
    for _ in range(2):
        ask(page, "10-бап" + " сөз" * 600)
    page.get_by_role("button", name="Eng").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".turn")).to_have_count(7)
    expect(page.locator(".turn").nth(5)).to_have_attribute("lang", "ru")
    expect(page.locator(".turn").nth(6)).to_contain_text("You asked")
    page.reload()
    expect(page.locator(".turn")).to_have_count(7)


def test_without_a_script_an_answer_can_be_reloaded(browser: Browser, site: str) -> None:
    with Visitor(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", FIREARM)
        page.click("button.main")
        expect(page).to_have_url(re.compile("/conversation/[\\w-]{24}#latest$"))
        page.reload()
        expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        page.locator(".card a.open").first.click()
        page.go_back()
        expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)


def test_a_browser_that_forbids_storage_still_answers(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    page.goto("/")
    ask(page, FIREARM)
    expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)


def test_citation_opens_beside_the_answer_on_wide_screens(browser: Browser, site: str) -> None:
    with Visitor(browser, site, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        page.locator(".card a.open").first.click()
        target = page.locator("#sheet [data-target]")
        expect(target).to_contain_text(FIREARM_WORDS)
        expect(target).to_be_in_viewport()
        expect(page.locator(".card .quote").first).to_be_visible()
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#sheet")).to_be_hidden()
        expect(page.locator(".card a.open").first).to_be_focused()
        # Back closes the article too, and leaves the answer on the page; Forward opens it again.
        page.locator(".card a.open").first.click()
        expect(page.locator("#sheet")).to_be_visible()
        page.go_back()
        expect(page.locator("#sheet")).to_be_hidden()
        expect(page.locator(".card a.open").first).to_be_focused()
        page.go_forward()
        expect(target).to_contain_text(FIREARM_WORDS)
        page.locator("#sheet button").click()
        expect(page.locator("#sheet")).to_be_hidden()
        page.locator(".card a.open").first.click()
        page.locator("#sheet a.button").click()
        expect(page).to_have_url(f"{site}/acts/{ACT}/art_24#art_24__para_3")


PHONE = {"width": 360, "height": 740}


def test_asking_on_a_phone(browser: Browser, site: str) -> None:
    with Visitor(browser, site, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto("/")
        field = page.locator("#question")
        field.fill(LATIN)
        # While letters are being composed, Enter chooses among them.
        composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
        field.evaluate(f"e => e.dispatchEvent({composing})")
        expect(page.locator(".turn")).to_have_count(0)
        field.press("Enter")
        turn = page.locator(".turn[data-earlier]")
        expect(turn).to_have_count(1)
        expect(page.locator(".searched")).to_contain_text("полиция қызметкері")
        page.get_by_role("button", name="Дәл өзім жазғандай іздеу").tap()
        expect(turn).to_have_count(2)
        expect(turn.last.locator(".searched")).to_have_count(0)
        field.fill("Телефоным 8 701 234 56 78")
        expect(page.locator("#personal")).to_be_in_viewport()
        field.press("Shift+Enter")
        assert field.input_value().endswith("\n")
        expect(turn).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert serious(page) == []


@pytest.mark.parametrize("store", ["sessionStorage", "localStorage"])
def test_a_full_storage_loses_no_answer(browser: Browser, site: str, store: str) -> None:
    full = "() => { throw new DOMException('full', 'QuotaExceededError'); }"
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.add_init_script(
            f"const put = Storage.prototype.setItem; Storage.prototype.setItem = function (k, v) {{"
            f" if (this === {store}) ({full})(); put.call(this, k, v); }}"
        )
        page.goto("/")
        ask(page, FIREARM)
        ask(page, LATIN)
        expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(page.locator("#wrong")).to_be_hidden()
        page.locator(".card a.open").first.click()
        page.go_back()
        expect(page.locator("#question")).to_be_visible()


def test_composer_stays_in_sight_and_warns_of_personal_data(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#question")).to_be_in_viewport()
    page.fill("#question", "Менің ЖСН 870412300155")
    expect(page.locator("#personal")).to_be_visible()
    page.fill("#question", "24-бап")
    expect(page.locator("#personal")).to_be_hidden()
    page.locator("#question").press("Shift+Enter")
    assert page.locator("#question").input_value().endswith("\n")
    expect(page.locator(".turn")).to_have_count(1)
