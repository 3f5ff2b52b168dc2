"""Page of a group of missed questions in a browser: a few ways to ask and a few candidates in view,
the others folded.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.teaching_queue import ask, sort_all
from tests.helpers.web_app import FIREARM, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

FEW_WAYS, WAYS, FEW, CANDIDATES = 2, 9, 3, 8


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = settings_of(tmp_path_factory.mktemp("teaching"), BAPTA_SECRET=SECRET)
    app = create_app(law_answerer(), settings)
    database = app.state.site.database
    add_account(database, "aigul", Role.EDITOR)
    for number in range(WAYS):
        ask(database, f"{FIREARM} {'а' * number}", minute=number)
    sort_all(database)
    with served(app, free_port()) as origin:
        yield origin


def open_group(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/sign-in?to=/desk/teaching/groups/1")
    page.fill("#name", "aigul")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("#take-out")).to_have_count(1)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_group_fits_a_few_screens(browser: Browser, site: str, width: int, theme: str) -> None:
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
    with Visitor(browser, site, locale="en", **looks) as context:
        page = open_group(context)
        ways, cards = page.locator("[name=wording]"), page.locator(".candidates .card")
        expect(ways).to_have_count(WAYS)
        expect(ways.filter(visible=True)).to_have_count(FEW_WAYS)
        expect(cards).to_have_count(CANDIDATES)
        expect(cards.filter(visible=True)).to_have_count(FEW)
        picture(page, f"teaching-group-{width}-{theme}")
        assert page.evaluate("document.documentElement.scrollHeight") < 6_000
        assert page_width(page) == width
        assert serious(page) == []
        further = page.locator(".further > summary")
        expect(further.first).to_have_text(f"Show {WAYS - FEW_WAYS} more questions")
        expect(further.last).to_have_text(f"Show {CANDIDATES - FEW} more provisions")
        for summary in further.all():
            summary.press("Enter")
        expect(ways.filter(visible=True)).to_have_count(WAYS)
        expect(page.locator("[form=take-out]").filter(visible=True)).to_have_count(WAYS)
        expect(cards.filter(visible=True)).to_have_count(CANDIDATES)
        assert page_width(page) == width
        assert serious(page) == []


def test_what_is_folded_is_chosen_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="kk", java_script_enabled=False) as context:
        page = open_group(context)
        for summary in page.locator(".further > summary").all():
            summary.click()
        page.locator("[name=use]").last.check()
        page.locator("[name=wording]").last.fill("Қаруды қашан қолдануға болады?")
        page.locator("[name=pick]").last.check()
        picked = page.locator("[name=pick]:checked").get_attribute("value")
        # Without the confirmation the form is shown again: nothing that was chosen is out of view.
        page.locator(".deciding button.main").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("[name=wording]").last).to_be_visible()
        expect(page.locator("[name=wording]").last).to_have_value("Қаруды қашан қолдануға болады?")
        expect(page.locator("[name=use]").last).to_be_checked()
        expect(page.locator("[name=pick]:checked")).to_be_visible()
        expect(page.locator("[name=pick]:checked")).to_have_value(str(picked))
