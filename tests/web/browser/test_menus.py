"""Menus in a real browser: inside the page at every width, closed when the focus leaves."""

import pytest
from playwright.sync_api import Browser, Page, expect

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
        # A menu that was moved leaves no style in the conversation: the policy forbids it.
        page.reload()
        expect(page.locator(".turn")).to_have_count(1)


def test_a_menu_closes_when_the_focus_leaves_it(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        for name in (".share", ".more", ".display"):
            menu = page.locator(name).first
            menu.locator("summary").focus()
            page.keyboard.press("Enter")
            expect(menu.locator(".menu")).to_be_visible()
            page.keyboard.press("Tab")
            expect(menu.locator(".menu")).to_be_visible()
            while menu.evaluate("menu => menu.contains(document.activeElement)"):
                page.keyboard.press("Tab")
            expect(menu.locator(".menu")).to_be_hidden()
            menu.locator("summary").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            page.keyboard.press("Escape")
            expect(menu.locator(".menu")).to_be_hidden()
            expect(menu.locator("summary")).to_be_focused()
