"""Candidates of the desk in a browser: the first few in view, the others and long quotes folded."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.handover import ON
from tests.helpers.web_app import FIREARM, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

FEW, ALL = 3, 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = settings_of(tmp_path_factory.mktemp("desk"), **{**ON, "BAPTA_SECRET": SECRET})
    app = create_app(law_answerer(), settings)
    add_account(app.state.site.database, "aigul", Role.OPERATOR)
    with served(app, free_port()) as origin:
        yield origin


def open_case(context: BrowserContext) -> Page:
    """The page of a new case, with the candidates for its question."""
    left = context.request.post("/handover", form={"question": FIREARM, "language": "kk"})
    reference = re.search(r'class="reference">([^<]+)<', left.text())
    assert reference is not None
    page = context.new_page()
    page.goto(f"/sign-in?to=/desk/handover/{reference[1]}")
    page.fill("#name", "aigul")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("h1")).to_have_text(reference[1])
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_case_shows_a_few_candidates_and_the_others_by_keyboard(
    browser: Browser, site: str, width: int, theme: str
) -> None:
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
    with Visitor(browser, site, locale="en", **looks) as context:
        page = open_case(context)
        cards, further = page.locator(".candidates .card"), page.locator(".further > summary")
        expect(cards).to_have_count(ALL)
        expect(cards.filter(visible=True)).to_have_count(FEW)
        picture(page, f"case-candidates-{width}-{theme}")
        assert page.evaluate("document.documentElement.scrollHeight") < 5_000
        assert page_width(page) == width
        assert serious(page) == []
        expect(further).to_have_text(f"Show {ALL - FEW} more provisions")
        further.press("Enter")
        expect(cards.filter(visible=True)).to_have_count(ALL)
        further.press("Enter")
        expect(cards.filter(visible=True)).to_have_count(FEW)
        # Stepping on reaches what is folded.
        page.locator("h1").click()
        for _ in range(FEW + 1):
            page.keyboard.press("j")
        last = cards.nth(FEW).locator("input")
        expect(last).to_be_focused()
        page.keyboard.press("Space")
        expect(page.locator(".order li")).to_have_count(1)
        page.reload()
        expect(page.locator(".pick input:checked")).to_have_count(1)
        expect(page.locator(".further .card")).to_have_count(ALL - FEW - 1)


def test_long_quotes_of_candidates_are_folded_and_whole(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="ru", viewport={"width": 360, "height": 800}) as context:
        page = open_case(context)
        page.locator(".further > summary").click()
        card = page.locator(".candidates .card:has(.fold)").first
        fold = card.locator(".fold").first
        hidden = fold.evaluate("e => e.lastChild.textContent").strip()
        expect(card.locator(".translation")).to_be_hidden()
        # Part of the quote is in view, but its translation is of the whole provision.
        for label in card.locator(".rendering > summary, .aid-mark").all_text_contents():
            assert label == "Неофициальный перевод всей нормы"
        assert hidden not in card.inner_text()
        fold.locator("summary").press("Enter")
        assert hidden in card.inner_text()


def test_a_folded_candidate_is_picked_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="kk", java_script_enabled=False) as context:
        page = open_case(context)
        page.locator(".further > summary").click()
        box = page.locator(".further input").last
        picked = box.get_attribute("value")
        box.check()
        page.locator("[data-save]").click()
        expect(page.locator(".pick input:checked")).to_have_value(str(picked))
        page.goto("/desk")
        page.fill("#question", FIREARM)
        page.click("form.ask button")
        expect(page.locator(".candidates .card").filter(visible=True)).to_have_count(FEW)
        page.locator(".further > summary").click()
        page.locator(".further input").last.check()
        citations = page.locator(".pick:has(:checked)").all_inner_texts()
        page.locator(".composing button").click()
        assert page.locator(".blocks > li header b").all_inner_texts() == citations
