"""Printed training pages in a browser: every card is on the sheet, and no control is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, picture
from tests.helpers.databases import PASSWORD
from tests.helpers.instructor_site import SEEN, instructor_site

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

COUNT = 7
# The boxes of a card are ticked with a pen; the summary of what is unfolded is its heading.
CONTROLS = (
    "button, .button, select, nav, summary:not(details.panel[open] > summary),"
    " input:not([type=hidden], .exam-card input, .drill form input)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with instructor_site(tmp_path_factory.mktemp("print")) as origin:
        yield origin


def print_page(page: Page, name: str) -> None:
    """Show the page as it is printed; no control is left on it."""
    page.emulate_media(media="print")
    picture(page, f"print-{name}")
    controls = page.locator(CONTROLS)
    assert controls.count() > 0
    assert not any(controls.evaluate_all(SEEN))


def begin_exam(page: Page) -> None:
    page.goto("/train/kz-internal-affairs/exam")
    page.fill("#count", str(COUNT))
    page.click("form.panel button.main")
    expect(page.locator(".exam-card")).to_have_count(COUNT)


def test_a_paper_is_printed_whole(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        begin_exam(page)
        page.locator(".exam-map button").click()
        expect(page.locator(".exam-card").filter(visible=True)).to_have_count(1)
        print_page(page, "paper")
        words = page.locator(".exam-card :is(h2, .lines, .posed, .choices label, .typed)")
        assert words.count() >= 2 * COUNT
        assert all(words.evaluate_all(SEEN))


def test_results_are_printed_whole(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en", java_script_enabled=False) as context:
        page = context.new_page()
        begin_exam(page)
        page.click(".ways button.main")
        page.locator("form.ways button").click()
        expect(page.locator(".result .exam-card")).to_have_count(COUNT)
        print_page(page, "result")
        words = page.locator(".exam-card :is(h2, .quote, .translation p)")
        assert words.count() >= 3 * COUNT
        assert all(words.evaluate_all(SEEN))


def test_a_card_and_the_progress_are_printed_without_controls(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/train")
        page.click("form.panel > button.main")
        expect(page.locator(".drill form :is(.choices, .typed)")).to_be_visible()
        print_page(page, "card")
        expect(page.locator(".drill form :is(.choices, .typed)")).to_be_visible()
        page.goto("/train")
        print_page(page, "start")
        page.emulate_media(media="screen")
        page.locator("form[action$='/progress'] button").click()
        expect(page.locator(".plot").last).to_be_visible()
        print_page(page, "progress")
        assert all(page.locator(".plot tr").evaluate_all(SEEN))


def test_the_results_of_a_group_are_printed_with_the_cards_that_are_open(
    browser: Browser, site: str
) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/sign-in?to=/papers")
        page.fill("#name", "teacher")
        page.fill("#password", PASSWORD)
        page.click("button.main")
        page.fill("#title", "Paper")
        page.fill("#count", str(COUNT))
        page.click("form.panel .ways button:not(.main)")
        expect(page.locator("details.panel .exam-card")).to_have_count(COUNT)
        print_page(page, "group")
        expect(page.locator("details.panel")).to_be_hidden()
        page.emulate_media(media="screen")
        page.locator("details.panel > summary").click()
        print_page(page, "group-open")
        expect(page.locator(".exam-card").filter(visible=True)).to_have_count(COUNT)
