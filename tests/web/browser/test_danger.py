"""The notice of danger in a real browser: its place, its size, its contrast, and the keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, page_width, picture, serious
from tests.helpers.web_app import FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

DANGER = "Күйеуім мені ұрып жатыр"


def check_notice(page: Page, width: int) -> None:
    notice = page.locator(".danger")
    expect(notice).to_contain_text("бірден қоңырау шалыңыз")
    expect(notice).to_have_attribute("role", "alert")
    expect(notice).to_be_in_viewport()
    for call, number in zip(notice.locator("a").all(), ("102", "112"), strict=True):
        assert call.get_attribute("href") == f"tel:{number}"
        box = call.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert page_width(page) <= width
    below = page.locator(".turn [data-state]").last.bounding_box()
    above = notice.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_notice_is_first_and_large_enough(
    browser: Browser, site: str, width: int, scheme: str
) -> None:
    with Visitor(
        browser,
        site,
        viewport={"width": width, "height": 720},
        color_scheme=scheme,
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, DANGER)
        check_notice(page, width)
        assert serious(page) == []
        picture(page, f"danger-{scheme}-{width}")


def test_the_numbers_are_the_first_that_the_keyboard_reaches(browser: Browser, site: str) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        expect(page.locator(".asked").last).to_be_focused()
        ask(page, DANGER)
        expect(page.locator(".danger")).to_be_focused()
        # Others may use the same browser.
        kept = page.evaluate("localStorage.getItem('bapta.recent')")
        assert FIREARM in kept
        assert DANGER not in kept
        for number in ("102", "112"):
            page.keyboard.press("Tab")
            expect(page.locator(f'a.call[href="tel:{number}"]')).to_be_focused()


def test_the_notice_needs_no_script(browser: Browser, site: str) -> None:
    with Visitor(
        browser, site, java_script_enabled=False, viewport={"width": 320, "height": 720}
    ) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", DANGER)
        page.click("button.main")
        expect(page.locator(".danger")).to_have_attribute("role", "alert")
        expect(page.locator(".danger a")).to_have_count(2)


def test_the_widget_shows_the_notice(browser: Browser, site: str) -> None:
    with Visitor(browser, site, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto("/widget/frame?lang=kk")
        ask(page, DANGER)
        check_notice(page, 320)
        assert serious(page) == []
