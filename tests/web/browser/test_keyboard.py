"""Work of staff by keyboard alone: a reply is kept and approved, a paper is set."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    free_port,
    page_width,
    picture,
    serious,
    served,
    tab_to,
)
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.desk import Switch, small_answerer
from tests.helpers.web_app import law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.parametrize("width", [360, 1280]),
]

STATED = {"BAPTA_SECRET": SECRET, "BAPTA_JOURNAL": "on", "BAPTA_CONTACTS": "1402"}


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, switch: Switch) -> Iterator[str]:
    app = create_app(switch, settings_of(tmp_path_factory.mktemp("site"), **STATED))
    add_account(app.state.site.database, "aigul", Role.EDITOR)
    add_account(app.state.site.database, "teacher", Role.INSTRUCTOR, "A1")
    with served(app, free_port()) as origin:
        yield origin


def sign_in(page: Page, to: str, name: str) -> None:
    page.goto(f"/sign-in?to={to}")
    tab_to(page, "#name")
    page.keyboard.type(name)
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".who")).to_be_visible()


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def type_into(page: Page, selector: str, words: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def look(page: Page, name: str, width: int) -> None:
    """The page fits, and axe finds nothing serious."""
    picture(page, f"keyboard-{name}-{width}")
    assert page_width(page) == width, name
    assert serious(page) == [], name


def visitor(browser: Browser, site: str, width: int) -> Visitor:
    size = {"width": width, "height": 800}
    return Visitor(browser, site, locale="en", viewport=size, reduced_motion="reduce")


def test_a_canned_reply_is_kept_used_and_approved_again(
    browser: Browser, site: str, switch: Switch, width: int
) -> None:
    switch.now = small_answerer(changed=False)
    with visitor(browser, site, width) as context:
        page = context.new_page()
        sign_in(page, "/desk", "aigul")
        type_into(page, "#question", "Полиция неше күнде жауап беруге міндетті?")
        page.keyboard.press("Enter")
        expect(page.locator(".candidates")).to_be_visible()
        for box in page.locator(".pick input").all():
            value = box.get_attribute("value")
            is_wanted = "үш күн" in page.locator(f".card:has([value='{value}'])").inner_text()
            if box.is_checked() != is_wanted:
                press(page, f"[name=pick][value='{value}']", "Space")
        press(page, ".composing button")
        expect(page.locator(".keep")).to_be_visible()
        press(page, ".keep > summary")
        type_into(page, "#title", f"Жауап мерзімі {width}")
        look(page, "keeping", width)
        press(page, ".keep button")
        expect(page.locator(".canned h2")).to_have_text(f"Жауап мерзімі {width}")
        look(page, "canned", width)
        press(page, ".canned form:not([action$=delete]) button")
        expect(page.locator("#reply-html")).to_contain_text("үш күн ішінде")
        switch.now = small_answerer(changed=True)
        page.goto("/desk/canned")
        expect(page.locator(".canned.stale ins")).to_have_text("бес")
        look(page, "stale", width)
        press(page, "form[action$='/approve'] button")
        expect(page.locator(".canned.stale")).to_have_count(0)
        press(page, ".canned form:not([action$=delete]) button")
        expect(page.locator("#reply-html")).to_contain_text("бес күн ішінде")
        page.goto("/desk/canned")
        press(page, "form[action$='/delete'] button")
        expect(page.locator(".canned")).to_have_count(0)


def test_a_paper_is_chosen_previewed_and_set(
    browser: Browser, site: str, switch: Switch, width: int
) -> None:
    switch.now = law_answerer()
    with visitor(browser, site, width) as context:
        page = context.new_page()
        sign_in(page, "/papers", "teacher")
        type_into(page, "#title", f"Paper {width}")
        type_into(page, "#count", "5")
        press(page, "form.panel details > summary")
        for article in ("art_16", "art_24"):
            press(page, f"[name=article][value={article}]", "Space")
            expect(page.locator(f"[name=article][value={article}]")).to_be_checked()
        # Month, day and year, then hour, minute and half of the day.
        tab_to(page, "#opens_at")
        page.keyboard.type("01022026")
        page.keyboard.press("ArrowRight")
        page.keyboard.type("0930AM")
        expect(page.locator("#opens_at")).to_have_value("2026-01-02T09:30")
        look(page, "paper", width)
        press(page, "form.panel .ways button.main")
        cards = page.locator(".exam-card")
        expect(cards.first).to_be_visible()
        taken = page.locator("[name=key]:checked")
        expect(taken).to_have_count(5)
        press(page, "[name=key]:checked", "Space")
        expect(taken).to_have_count(4)
        look(page, "preview", width)
        press(page, "form.panel > button.main")
        expect(page.locator("h1")).to_contain_text(f"Paper {width}")
        look(page, "set", width)
        page.goto("/papers")
        expect(page.locator(".papers")).to_contain_text(f"Paper {width}")
