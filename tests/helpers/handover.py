"""Parts of the tests of hand-over: clients with hand-over on, questions left, a clock."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from qa.answerer import Answerer
from tests.helpers.databases import SECRET
from tests.helpers.desk import app_state, signed_in
from tests.helpers.web_app import client_of
from web.accounts.roles import Role
from web.handover.repository import CaseRepository
from web.handover.service import Handover
from web.handover.tokens import CaseTokens

ON = {"BAPTA_HANDOVER": "on", "BAPTA_JOURNAL": "on", "BAPTA_CONTACTS": "1402"}
QUESTION = "Көршімнің иті үреді, менің нөмірім 87011234567, не істеймін?"


class Clock:
    """A clock that stands until it is moved on."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: int) -> None:
        self.now += timedelta(**time)


def asker(
    home: Path,
    answerer: Answerer | None = None,
    language: str = "en",
    *,
    raises: bool = True,
    **variables: str,
) -> TestClient:
    """A visitor of a site with hand-over."""
    settings = {**ON, "BAPTA_SECRET": SECRET, **variables}
    return client_of(home, answerer, language=language, raises=raises, parts=None, **settings)


def operator(home: Path, answerer: Answerer | None = None, **variables: str) -> TestClient:
    """Staff of that site."""
    return signed_in(home, Role.OPERATOR, answerer, None, **{**ON, **variables})


def with_clock(client: TestClient, clock: Clock, days: int = 30) -> None:
    """Let the cases of the client's site go by ``clock``."""
    site = app_state(client)
    cases = CaseRepository(site.database, CaseTokens(SECRET), days, clock)
    handover = replace(site.features.get(Handover), cases=cases)
    site.features.add(handover)


def leave(client: TestClient, question: str = QUESTION, **fields: Any) -> tuple[str, str]:
    """Leave a question: its reference number, and the path of its private link."""
    form = {"question": question, "language": "kk", **fields}
    response = client.post("/handover", data=form, follow_redirects=True)
    assert response.status_code == 200, response.text
    reference = re.search(r'class="reference">([^<]+)<', response.text)
    link = re.search(r'class="link" href="http://[^/]+(/[^"]+)"', response.text)
    assert reference is not None
    assert link is not None
    return reference[1], link[1]


def answer(staff: TestClient, reference: str, **fields: Any) -> Any:
    """Open a case and answer it: the response."""
    law = re.search(r'name="law" value="(\w+)"', staff.get(f"/desk/handover/{reference}").text)
    assert law is not None
    return staff.post(f"/desk/handover/{reference}/answer", data={"law": law[1], **fields})


def close(staff: TestClient, reference: str, **fields: Any) -> Any:
    """Close a case for sure: the response."""
    return staff.post(f"/desk/handover/{reference}/close", data={"sure": "1", **fields})
