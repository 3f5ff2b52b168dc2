"""A site with hand-over in a browser: its staff, questions left on it, and a host of its widget."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.helpers.browser import HOST, foreign_site, free_port, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.handover import ON, Clock
from tests.helpers.web_app import law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app
from web.handover.repository import CaseRepository
from web.handover.service import Handover
from web.handover.tokens import CaseTokens

LINK = re.compile(r"/handover/[\w.-]{70,}$")
REFERENCE = re.compile(r"^BP-\w{4}-\w{4}$")


@contextmanager
def handover_site(home: Path, clock: Clock) -> Iterator[tuple[str, str]]:
    """Bapta with hand-over, whose cases go by ``clock``, and a site that shows its widget."""
    port = free_port()
    with foreign_site(HOST.format(origin=f"http://127.0.0.1:{port}")) as host:
        settings = settings_of(
            home,
            **{**ON, "BAPTA_SECRET": SECRET, "BAPTA_WIDGET_ORIGINS": host},
        )
        app = create_app(law_answerer(), settings)
        site = app.state.site
        cases = CaseRepository(site.database, CaseTokens(SECRET), 30, clock)
        site.features.add(replace(site.features.get(Handover), cases=cases))
        add_account(site.database, "aigul", Role.OPERATOR)
        add_account(site.database, "dana", Role.OPERATOR)
        with served(app, port) as origin:
            yield origin, host


def leave(page: Page) -> tuple[str, str]:
    """Leave the question that was just refused: its reference number and its private link."""
    page.locator(".leave > summary").last.click()
    page.locator(".leave button.main").last.click()
    expect(page.locator(".left h3")).to_be_focused()
    link = page.locator(".left a.link").get_attribute("href")
    reference = page.locator(".left .reference").inner_text()
    assert link is not None
    assert LINK.search(link)
    assert REFERENCE.match(reference)
    return reference, link


def sign_in(page: Page, to: str, name: str = "aigul") -> None:
    page.goto(f"/sign-in?to={to}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button")
