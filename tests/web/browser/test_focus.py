"""Focus and place in a real browser: kept by the switches of the head and by feedback."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, tab_to
from tests.helpers.web_app import ACT, FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    size = {"width": 320, "height": 640}
    with Visitor(browser, site, locale="en", viewport=size) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", ["/", f"/acts/{ACT}/art_24"])
def test_the_display_changes_in_place(page: Page, path: str) -> None:
    page.goto(path)
    if path == "/":
        ask(page, FIREARM)
    for name, value in (("size", "large"), ("theme", "dark")):
        page.locator(".display > summary").focus()
        if not page.locator(".display .menu").is_visible():
            page.keyboard.press("Enter")
        tab_to(page, f"[name={name}][value={value}]")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
        button = page.locator(f"[name={name}][value={value}]")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f".display [name={name}][aria-pressed=true]")).to_have_count(1)
    expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "dark")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("path", ["/", f"/acts/{ACT}/art_24"])
def test_a_switch_of_language_keeps_focus_and_place(page: Page, path: str) -> None:
    page.goto(path)
    if path == "/":
        ask(page, FIREARM)
    page.evaluate("""() => {
        scrollTo(0, 30);
        document.querySelector("[name=language][value=ru]").focus({ preventScroll: true });
    }""")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("[name=language][value=ru]")).to_be_focused()
    page.wait_for_function("scrollY === 30", timeout=5000)


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_feedback_leads_the_focus_to_the_thanks(page: Page, verdict: str) -> None:
    page.goto("/")
    ask(page, FIREARM)
    if verdict == "no":
        tab_to(page, ".feedback summary")
        page.keyboard.press("Enter")
    tab_to(page, f".feedback [value={verdict}]")
    page.keyboard.press("Enter")
    thanks = page.locator(".feedback [role=status]")
    expect(thanks).to_have_text("Thank you for your feedback.")
    expect(thanks).to_be_focused()
