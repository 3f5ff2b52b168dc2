"""An article in a real browser: the links of its provisions, long words, the way back."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, findings, page_width, picture, tab_to
from tests.helpers.web_app import ACT, FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

# The contrast of the text of an element with the card that it stands on (WCAG 2.2).
CONTRAST = """link => {
    const light = color => {
        const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map(each => each / 255)
            .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = getComputedStyle(link);
    const card = getComputedStyle(link.closest(".provisions"));
    const [one, other] = [style.color, card.backgroundColor].map(light);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""


def test_the_links_of_provisions_are_one_stop(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"/acts/{ACT}/art_24")
    links = page.locator("[data-anchor]")
    assert links.count() >= 3
    stops = links.evaluate_all("all => all.filter(each => each.tabIndex === 0).length")
    assert stops == 1
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(links.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.last).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('[data-anchor]')")
    page.keyboard.press("Shift+Tab")
    expect(links.last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(":target [data-anchor]")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_links_of_provisions_can_be_seen(browser: Browser, site: str, theme: str) -> None:
    with Visitor(browser, site, color_scheme=theme) as context:
        page = context.new_page()
        page.goto(f"/acts/{ACT}/art_24")
        assert page.locator("[data-anchor]").first.evaluate(CONTRAST) >= 4.5


def test_long_words_and_the_way_back_on_a_phone(browser: Browser, site: str) -> None:
    size = {"width": 320, "height": 640}
    with Visitor(browser, site, viewport=size, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/")
        page.locator(".display > summary").click()
        page.locator("[name=size][value=large]").click()
        ask(page, FIREARM)
        page.keyboard.press("Escape")
        page.locator(".card a.open").first.click()
        page.wait_for_url("**/art_24*")
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        target = page.locator(":target")
        back = page.locator("#back-to-answer a")
        expect(back).to_be_in_viewport()
        expect(target).to_be_in_viewport()
        assert target.evaluate(
            """target => target.getBoundingClientRect().top
                >= document.querySelector("#back-to-answer").getBoundingClientRect().bottom"""
        )
        words = target.locator(".words")
        assert words.evaluate("e => getComputedStyle(e).hyphens") == "auto"
        assert words.evaluate("e => e.closest('[lang]').lang") == "kk"
        assert words.evaluate("e => e.parentElement.clientWidth") >= 250
        assert page_width(page) == 320
        back.click()
        expect(page.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_contents_of_a_long_article(
    browser: Browser, site: str, width: int, theme: str
) -> None:
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
    for locale in ("kk", "ru"):
        with Visitor(browser, site, locale=locale, reduced_motion="reduce", **looks) as context:
            page = context.new_page()
            page.goto(f"/acts/{ACT}/art_16")
            links = page.locator(".in-article a")
            expect(links.first).to_be_hidden()
            picture(page, f"in-article-folded-{width}-{locale}-{theme}")
            tab_to(page, ".in-article summary")
            page.keyboard.press("Enter")
            expect(links.first).to_be_visible()
            picture(page, f"in-article-{width}-{locale}-{theme}")
            assert page_width(page) == width
            assert findings(page) == []
            heights = links.evaluate_all("all => all.map(e => e.offsetHeight)")
            assert min(heights) >= 24
            assert max(heights) <= 80
            links.last.click()
            expect(page.locator(":target")).to_be_in_viewport()
            page.emulate_media(media="print")
            expect(page.locator(".in-article")).to_be_hidden()


def test_the_contents_of_an_article_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/acts/{ACT}/art_14")
        page.locator(".in-article summary").click()
        page.locator(".in-article a").last.click()
        expect(page).to_have_url(f"{site}/acts/{ACT}/art_14#art_14__point_38")
        expect(page.locator("#art_14__point_38")).to_be_in_viewport()
        page.goto(f"/acts/{ACT}/art_24")
        expect(page.locator(".in-article")).to_have_count(0)
