"""Menus in a real browser: inside the page at every width and type size."""

import pytest
from playwright.sync_api import Browser, Page

from tests.helpers.browser import CHROMIUM, Visitor, ask
from tests.helpers.web_app import FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

IS_INSIDE = """() => {
    const box = document.querySelector("[data-menu][open] > .menu").getBoundingClientRect();
    return box.left >= 0 && box.right <= document.documentElement.clientWidth;
}"""


def open_menus(page: Page) -> None:
    """Open each menu in turn and wait until it is between the edges of the page."""
    summaries = page.locator("[data-menu] > summary:visible")
    assert summaries.count() >= 3
    for number in range(summaries.count()):
        summaries.nth(number).click()
        page.wait_for_function(IS_INSIDE, timeout=5000)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_menus_open_inside_the_page(browser: Browser, site: str, language: str) -> None:
    with Visitor(browser, site, locale=language) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        for size in ("large", "normal"):
            page.evaluate("size => { document.documentElement.dataset.size = size }", size)
            for width in (320, 360, 768, 1280):
                page.set_viewport_size({"width": width, "height": 640})
                open_menus(page)
