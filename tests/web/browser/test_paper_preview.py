"""Preview of an exam paper in a browser: its cards are folded on the screen and whole in print."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    page_width,
    picture,
    serious,
    tab_to,
)
from tests.helpers.databases import PASSWORD
from tests.helpers.instructor_site import SEEN, instructor_site

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

DRAWN, ALL = 20, 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with instructor_site(tmp_path_factory.mktemp("papers")) as origin:
        yield origin


def preview(context: BrowserContext) -> Page:
    """The preview of a paper of as many cards as the form proposes."""
    page = context.new_page()
    page.goto("/sign-in?to=/papers")
    page.fill("#name", "teacher")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.fill("#title", "Paper")
    page.click("form.panel .ways button.main")
    expect(page.locator(".exam-card")).to_have_count(ALL)
    expect(page.locator("[name=key]:checked")).to_have_count(DRAWN)
    return page


@pytest.mark.parametrize("locale", ["en", "kk", "ru"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_preview_fits_a_few_screens(browser: Browser, site: str, width: int, locale: str) -> None:
    size = {"width": width, "height": 800}
    with Visitor(browser, site, locale=locale, viewport=size, reduced_motion="reduce") as context:
        page = preview(context)
        assert page.evaluate("document.documentElement.scrollHeight") <= 4_000
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            picture(page, f"paper-preview-{width}-{locale}-{theme}")
            assert page_width(page) == width
            assert serious(page) == []
        shown = page.locator(".folded-card > summary").all_inner_texts()
        for number, text in enumerate(shown, start=1):
            kind, words = text.strip().split("\n", 1)
            assert kind.startswith(f"{number}. ")
            assert len(words.strip()) > 10
        # By keyboard: a card is opened, and another one left out without opening it.
        tab_to(page, ".folded-card > summary")
        page.keyboard.press("Enter")
        expect(page.locator(".folded-card").first).to_have_attribute("open", "")
        assert page_width(page) == width
        assert serious(page) == []
        tab_to(page, ".exam-card:nth-of-type(2) [name=key]")
        page.keyboard.press("Space")
        expect(page.locator("[name=key]:checked")).to_have_count(DRAWN - 1)


@pytest.mark.parametrize("has_script", [True, False])
def test_print_has_every_card_whole(browser: Browser, site: str, has_script: bool) -> None:
    with Visitor(browser, site, java_script_enabled=has_script) as context:
        page = preview(context)
        parts = page.locator(".folded-card > :not(summary)")
        assert parts.count() >= 3 * ALL
        assert not any(parts.evaluate_all(SEEN))
        page.emulate_media(media="print")
        assert all(parts.evaluate_all(SEEN))
        assert page.locator(".exam-card h2").evaluate_all(SEEN) == [True] * ALL
        # The first words would be there twice.
        assert not any(page.locator(".folded-card > summary > span").evaluate_all(SEEN))


def test_a_card_is_opened_and_taken_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en", java_script_enabled=False) as context:
        page = preview(context)
        page.locator(".folded-card > summary").last.click()
        expect(page.locator(".folded-card .marked, .folded-card b").last).to_be_visible()
        page.locator("[name=key]").last.check()
        page.locator("form.panel > button.main").click()
        expect(page.locator("h1")).to_have_text("Paper")
        expect(page.locator(".exam-card")).to_have_count(DRAWN + 1)
