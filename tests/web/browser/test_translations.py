"""Translations in a real browser: copies, narrow screens, no script, two texts side by side."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, free_port, page_width, serious, served
from tests.helpers.web_app import ACT, FIREARM_WORDS, settings_of
from tests.helpers.works import KAZAKH_ACT, RUSSIAN_ACT, make_answerer
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def test_the_translation_is_copied_only_when_chosen_and_marked(browser: Browser, site: str) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    with Visitor(browser, site, locale="en", **options) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "Article 24(3)")
        translation = page.locator("[data-translation]").first
        voices = [
            page.locator(f".card {part}").first.evaluate("e => getComputedStyle(e).fontFamily")
            for part in (".quote", ".aid")
        ]
        assert voices[0] != voices[1]
        page.locator(".more > summary").first.click()
        page.get_by_role("button", name="Copy quote").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        alone = page.evaluate("navigator.clipboard.readText()")
        page.get_by_role("button", name="Copy with translation").first.click()
        expect(page.get_by_role("button", name="Copied")).to_have_count(2)
        both = page.evaluate("navigator.clipboard.readText()")
        assert alone.splitlines()[0] == f"«{FIREARM_WORDS}»"
        words = translation.locator(".aid > p[data-aid]").inner_text()
        assert words not in alone
        assert both.splitlines() == [
            *alone.splitlines(),
            "",
            "Unofficial translation",
            words,
            "What counts is the text of the law in Kazakh, not this translation.",
        ]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_with_translations_fit_a_narrow_screen(
    browser: Browser, site: str, look: str
) -> None:
    size = {"width": 320, "height": 640}
    with Visitor(browser, site, locale="ru", viewport=size, color_scheme=look) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "статья 24 пункт 3")
        expect(page.locator("[data-translation]").first).to_be_visible()
        assert (page_width(page), serious(page)) == (320, [])
        for path in (f"/acts/{ACT}", f"/acts/{ACT}/art_24#art_24__para_3", f"/acts/{ACT}/index"):
            page.goto(path)
            assert (page_width(page), serious(page)) == (320, [])
        page.goto(f"/acts/{ACT}")
        page.fill("#words", "огнестрельное оружие")
        page.locator(".find button").click()
        expect(page.locator(".places-found mark").first).to_be_visible()
        assert (page_width(page), serious(page)) == (320, [])


def test_words_are_found_and_asked_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="ru", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/acts/{ACT}")
        page.fill("#words", "огнестрельное оружие")
        page.locator(".find button").click()
        results = page.url
        expect(page.locator(".places-found li")).to_have_count(6)
        page.locator(".places-found a").last.click()
        page.go_back()
        expect(page).to_have_url(results)
        expect(page.locator("#words")).to_have_value("огнестрельное оружие")
        page.reload()
        page.get_by_role("button", name="Eng").click()
        expect(page).to_have_url(results)
        expect(page.get_by_role("status")).to_have_text("Found in 6 places")
        page.get_by_role("button", name="Ask as a question").click()
        expect(page.locator(".turn .asked")).to_contain_text("огнестрельное оружие")


def test_the_visitor_s_version_comes_first_with_the_other_beside_it(
    browser: Browser, tmp_path: Path
) -> None:
    app = create_app(make_answerer(KAZAKH_ACT, RUSSIAN_ACT), settings_of(tmp_path))
    wide = {"width": 1280, "height": 800}
    with (
        served(app, free_port()) as origin,
        Visitor(browser, origin, locale="ru", viewport=wide) as context,
    ):
        page = context.new_page()
        page.goto("/")
        ask(page, "Сот шешім шығарады")
        card = page.locator(".card").first
        own, other = card.locator("> blockquote"), card.locator(".parallel blockquote")
        expect(own).to_have_text("Суд выносит решение.")
        expect(other).to_be_hidden()
        card.locator(".parallel summary").click()
        expect(other).to_have_text("Сот шешім шығарады.")
        left, right = own.bounding_box(), other.bounding_box()
        assert left is not None
        assert right is not None
        assert left["x"] + left["width"] < right["x"]
        assert serious(page) == []
