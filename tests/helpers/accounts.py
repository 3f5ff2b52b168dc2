"""Sign-in over HTTP with the token of its form, and the audit trail."""

import re

from sqlalchemy import select
from starlette.testclient import TestClient

from tests.helpers.databases import PASSWORD
from web.accounts.models import AuditRow
from web.storage.database import Database


def token_in(page: str) -> str:
    """Return the token against forged requests in the form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(client: TestClient, password: str = PASSWORD, **fields: str) -> int:
    """Sign the account "aigul" in by the form; return the status of the response."""
    token = token_in(client.get("/sign-in").text)
    form = {"name": "aigul", "password": password, "csrf": token, **fields}
    return client.post("/sign-in", data=form).status_code


def trail(database: Database) -> list[tuple[str, str, str]]:
    """Return the account, action and subject of each entry of the audit trail, oldest first."""
    with database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.account, row.action, row.subject) for row in rows]
