"""Proposed questions in a real browser, on a telephone and on a wide screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.proposals import KK, RU, answerer_of, small_act
from tests.helpers.web_app import settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PAGE = "/desk/teaching/proposals"
WATERING = "Полив: что запрещено?"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    answerer = answerer_of(small_act(RU, "ru"), small_act(KK, "kk", "garden-kk"))
    app = create_app(answerer, settings_of(tmp_path, BAPTA_SECRET=SECRET))
    add_account(app.state.site.database, "aigul", Role.EDITOR)
    with served(app, free_port()) as origin:
        yield origin


@pytest.mark.parametrize("locale", ["en", "kk", "ru"])
@pytest.mark.parametrize("width", [320, 1280])
def test_page_is_accessible_and_fits(browser: Browser, site: str, width: int, locale: str) -> None:
    viewport = {"width": width, "height": 800}
    with Visitor(browser, site, locale=locale, viewport=viewport) as context:
        page = context.new_page()
        sign_in(page)
        look(page, f"choice-{locale}", width)
        page.select_option('select[name="act"]', "garden-kk")
        page.locator("form.starting button").click()
        expect(page.locator(".asks").first).to_be_visible()
        for summary in page.locator("main li").first.locator("summary").all():
            summary.click()
        look(page, f"list-{locale}", width)


def test_question_is_changed_accepted_and_another_dismissed(browser: Browser, site: str) -> None:
    narrow = {"width": 320, "height": 800}
    with Visitor(browser, site, locale="en", viewport=narrow) as context:
        page = context.new_page()
        sign_in(page)
        page.goto(f"{PAGE}?act=garden")
        line = page.locator("main li", has_text=WATERING)
        line.get_by_text("Edit before adding").click()
        line.locator('input[name="provision"]').fill("art_99")
        line.get_by_role("button", name="Add to the draft").click()
        # The form stays open with the problem and what was typed.
        line = page.locator("main li", has_text=WATERING)
        expect(line.get_by_role("alert")).to_have_text("There is no such provision: garden:art_99")
        look(page, "wrong", 320)
        line.locator('input[name="provision"]').fill("article 4, paragraph 2")
        line.locator('textarea[name="wording"]').fill("Можно ли поливать сад ночью?")
        line.get_by_role("button", name="Add to the draft").click()
        expect(page.locator(".asks", has_text=WATERING)).to_have_count(0)
        page.locator("main li").first.get_by_role("button", name="Dismiss").click()
        expect(page.get_by_role("button", name="Show 1 dismissed question again")).to_be_visible()
        page.get_by_role("link", name="Draft").click()
        expect(page.locator(".asks")).to_have_text("Можно ли поливать сад ночью?")
        expect(page.locator("main li").first).to_contain_text("Article 4, paragraph 2")


def sign_in(page: Page) -> None:
    page.goto(PAGE)
    page.fill("#name", "aigul")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("form.starting")).to_be_visible()


def look(page: Page, name: str, width: int) -> None:
    """The page is accessible in both themes, and no wider than the screen."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        picture(page, f"proposals-{name}-{width}-{theme}")
        assert page_width(page) == width, name
        assert serious(page) == [], name
