"""Other ways in a real browser: with no script, with keys alone, on a foreign site."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.helpers.browser import CHROMIUM, HOST, Visitor, foreign_site, picture
from tests.helpers.web_app import ACT, AS_SUPPLIED, FIREARM, FIREARM_WORDS, LATIN

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def test_everything_works_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", FIREARM)
        page.get_by_role("button", name="Сұрау", exact=True).click()
        expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(page.get_by_role("button", name="Дәйексөзді көшіру")).to_have_count(0)
        expect(page.locator(".more").first).to_be_hidden()
        page.fill("#question", LATIN)
        page.get_by_role("button", name="Сұрау", exact=True).click()
        expect(page.locator(".turn")).to_have_count(2)
        page.get_by_role("button", name="Дәл өзім жазғандай іздеу").click()
        expect(page.locator(".turn")).to_have_count(3)
        page.get_by_role("button", name="Рус").click()
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        expect(page.locator(".turn")).to_have_count(3)
        page.locator(".display > summary").click()
        page.get_by_role("button", name="Крупный").click()
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        page.get_by_role("button", name="Да", exact=True).last.click()
        expect(page.locator("h1")).to_have_text("Спасибо за отзыв.")
        page.goto(f"/acts/{ACT}/art_24")
        page.fill("#words", "ескертусіз")
        page.get_by_role("button", name="Найти").click()
        expect(page.locator("mark").first).to_have_text("ескертусіз")


def test_everything_works_with_keys_alone(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Негізгі мазмұнға өту")).to_be_focused()
    page.keyboard.press("Enter")
    # The law that is asked is named before the question.
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(FIREARM)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".card h3 a").first).to_be_focused()
    outline = page.locator(".card h3 a").first.evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_contain_text(FIREARM_WORDS)
    page.locator(".display summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Қараңғы")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Қараңғы")).to_be_hidden()
    expect(page.locator(".display summary")).to_be_focused()


def test_the_widget_on_a_foreign_site(browser: Browser, site: str, host: str) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.goto(host)
        button = page.get_by_role("button", name="Заң туралы сұрақ қою")
        expect(button).to_be_visible()
        assert button.evaluate("e => getComputedStyle(e).fontSize") == "16px"
        assert page.frames == [page.main_frame]
        button.focus()
        page.keyboard.press("Enter")
        frame = page.frame_locator("iframe")
        frame.locator("#question").fill(FIREARM)
        frame.locator("button.main").click()
        expect(frame.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(frame.locator(".card").first).to_contain_text(AS_SUPPLIED["kk"])
        assert page.locator("iframe").bounding_box()["width"] > 400  # type: ignore[index]
        picture(page, "widget-1024")
        with context.expect_page() as opened:
            frame.locator(".card h3 a").first.click()
        expect(opened.value.locator(":target")).to_contain_text(FIREARM_WORDS)
        opened.value.close()
        # Inside of the frame, which tells the site around it.
        frame.locator("#question").focus()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(frame.locator(".turn")).to_have_count(1)
        page.get_by_role("button", name="Жабу").click()
        expect(button).to_be_visible()
        assert context.cookies() == []


def test_the_widget_refuses_a_site_that_is_not_allowed(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with foreign_site(HOST.format(origin=site)) as stranger:
        page.goto(stranger)
        page.wait_for_load_state("networkidle")
        assert said == [
            f"Bapta: {site} does not allow its widget on {stranger}. "
            "Its operator can add this origin to BAPTA_WIDGET_ORIGINS."
        ]
        assert page.locator("iframe").count() == 0
        framed = "<iframe src=" + site + "/widget/frame></iframe>"
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", framed)
        expect(page.locator("iframe")).to_be_attached()
        page.wait_for_function("() => window.frames.length === 1")
        page.wait_for_load_state("networkidle")
        assert page.frames[1].locator("#question").count() == 0
    context.close()
