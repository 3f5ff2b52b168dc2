"""The form that sends a question to staff: its warning, its errors, and what it shows once sent."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, free_port, served
from tests.helpers.databases import SECRET
from tests.helpers.handover import ON
from tests.helpers.web_app import PILAF, law_answerer, settings_of
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = settings_of(tmp_path_factory.mktemp("home"), **{**ON, "BAPTA_SECRET": SECRET})
    with served(create_app(law_answerer(), settings), free_port()) as origin:
        yield origin


def test_the_form_for_staff_warns_of_personal_data_and_shows_what_was_sent(
    browser: Browser, site: str
) -> None:
    typed = f"{PILAF} Мой ИИН 900101300123"
    with Visitor(browser, site, locale="ru") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, typed)
        page.locator(".leave > summary").click()
        warning = page.locator(".leave .personal")
        expect(warning).to_be_visible()
        expect(page.locator("#personal")).to_be_hidden()
        page.locator(".leave textarea").fill(PILAF)
        expect(warning).to_be_hidden()
        page.locator(".leave textarea").fill(f"{PILAF} +7 701 123 45 67")
        expect(warning).to_be_visible()
        page.locator(".leave textarea").fill("")
        page.locator(".leave button.main").click()
        expect(page.locator(".leave .wrong")).to_have_text("Введите вопрос.")
        page.locator(".leave textarea").fill(PILAF)
        page.locator(".leave button.main").click()
        left = page.locator(".left")
        expect(left).to_contain_text(f"Ваш вопрос: {PILAF}")
        expect(left).to_contain_text(re.compile(r"Постараемся ответить до \d+\s+\S+\s+\d{4}"))
