"""Sharing an answer in a real browser: by a link of provisions, and with the question in it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, page_width, serious
from tests.helpers.web_app import ACT, FIREARM_WORDS, RU_FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
NARROW = {"width": 320, "height": 700}
PROVISION = f"/share?p={ACT}:art_24__para_3"


def test_a_question_is_shared_only_in_the_fragment(browser: Browser, site: str) -> None:
    requested: list[str] = []
    with Visitor(browser, site, locale="ru", **CLIPBOARD) as context:
        context.on("request", lambda sent: requested.append(sent.url))
        page = context.new_page()
        page.goto("/")
        ask(page, RU_FIREARM)
        page.locator(".share > summary").click()
        page.get_by_role("button", name="Скопировать ссылку на нормы").click()
        expect(page.get_by_role("button", name="Скопировано")).to_be_visible()
        plain = page.evaluate("navigator.clipboard.readText()")
        assert plain.startswith(f"{site}/share?p={ACT}@")
        assert "#" not in plain
        page.get_by_role("button", name="Скопировать ссылку с вопросом").click()
        expect(page.get_by_role("button", name="Скопировано")).to_have_count(2)
        with_question = page.evaluate("navigator.clipboard.readText()")
        assert with_question.startswith(f"{plain}#q=%D0%9A%D0%BE")
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.locator(".share > summary")).to_be_focused()

        reader = context.new_page()
        reader.goto(with_question)
        expect(reader.locator("#shared-question .asked")).to_have_text(RU_FIREARM)
        expect(reader.locator(".norm .quote").first).to_be_visible()
        assert serious(reader) == []
        reader.get_by_role("button", name="Задать этот вопрос").click()
        expect(reader.locator(".turn .asked")).to_contain_text(RU_FIREARM)
        reader.goto(plain)
        expect(reader.locator("#shared-question")).to_be_hidden()
    assert requested
    assert not [url for url in requested if "%D0%9A" in url.split("#")[0] or "Когда" in url]


@pytest.mark.parametrize(
    "fragment", ["#q=%E0%A4%A", "#q=", "#q=" + "a" * 4001, "#q=%ED%A0%80"], ids=[*"abcd"]
)
def test_a_broken_question_is_said(browser: Browser, site: str, fragment: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto(PROVISION + fragment)
        expect(page.locator("#shared-question .asked")).to_have_text(
            "The question in the link could not be read."
        )
        expect(page.locator("#shared-question form")).to_be_hidden()
        expect(page.locator(".norm .quote")).to_have_text(FIREARM_WORDS)


def test_a_question_of_a_link_is_text(browser: Browser, site: str) -> None:
    with Visitor(browser, site, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(f"{PROVISION}#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E{'w' * 300}")
        expect(page.locator("#shared-question .asked")).to_contain_text("<img src=x")
        assert page.locator("img[src=x]").count() == 0
        assert page_width(page) <= 320


def test_without_a_script_the_provisions_are_shared(browser: Browser, site: str) -> None:
    with Visitor(browser, site, java_script_enabled=False, viewport=NARROW) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", RU_FIREARM)
        page.click("button.main")
        page.locator(".share > summary").click()
        expect(page.locator(".share button").first).to_be_hidden()
        page.locator("[data-shared]").click()
        expect(page.locator(".norm .quote").first).to_be_visible()
        expect(page.locator("#shared-question")).to_be_hidden()
        assert "q=" not in page.url
