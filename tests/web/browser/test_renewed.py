"""A page that the back-forward cache brings back after a new edition, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, chromium, free_port, serious, served
from tests.helpers.desk import Switch, small_answerer
from tests.helpers.web_app import settings_of
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser with the back-forward cache, which is off in tests else."""
    with chromium(has_page_cache=True) as launched:
        yield launched


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, switch: Switch) -> Iterator[str]:
    app = create_app(switch, settings_of(tmp_path_factory.mktemp("home")))
    with served(app, free_port()) as origin:
        yield origin


def back(page: Page) -> None:
    """Go back to a page that is restored as it was left: it loads nothing."""
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("window.wasLeft === true")


def ask_before_the_change(page: Page, switch: Switch) -> None:
    switch.now = small_answerer(changed=False)
    page.goto("/")
    ask(page, "1-баптың 1-тармағының 1) тармақшасы")
    expect(page.locator(".card .quote").first).to_contain_text("үш күн")


def leave(page: Page) -> None:
    page.evaluate("window.wasLeft = true")
    page.goto("/privacy")


def test_a_conversation_is_answered_again_and_an_article_says_so(
    browser: Browser, site: str, switch: Switch
) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        ask_before_the_change(page, switch)
        leave(page)
        back(page)
        expect(page.locator("#renewed")).to_be_hidden()
        leave(page)
        switch.now = small_answerer(changed=True)
        back(page)
        expect(page.locator("#renewed")).to_be_visible()
        expect(page.locator("#renewed")).to_contain_text("Сұрақтарға жауаптар қайта табылды.")
        expect(page.locator(".card .quote").first).to_contain_text("бес күн")
        assert serious(page) == []

        switch.now = small_answerer(changed=False)
        page.goto("/acts/small/art_1")
        expect(page.locator(".provisions")).to_contain_text("үш күн")
        leave(page)
        switch.now = small_answerer(changed=True)
        back(page)
        expect(page.locator("#renewed")).to_contain_text("Мұнда бұрынғы мәтін тұруы мүмкін.")
        assert serious(page) == []
        page.get_by_role("button", name="Бетті жаңарту").click()
        expect(page.locator(".provisions")).to_contain_text("бес күн")
        expect(page.locator("#renewed")).to_be_hidden()


def test_a_kept_conversation_says_that_the_law_is_another_one(
    browser: Browser, site: str, switch: Switch
) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        ask_before_the_change(page, switch)
        expect(page.locator("#renewed")).to_be_hidden()
        switch.now = small_answerer(changed=True)
        page.reload()
        expect(page.locator("#renewed")).to_be_visible()
        expect(page.locator(".card .quote").first).to_contain_text("бес күн")
