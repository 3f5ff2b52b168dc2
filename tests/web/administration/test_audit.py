"""Audit trail in words: filters, pages, export, and the command."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from tests.helpers.desk import app_state, signed_in, texts
from tests.helpers.sources import sources
from tests.helpers.web_app import without_settings
from web.accounts.models import CONSOLE, AuditRow
from web.accounts.roles import Role
from web.administration.audit_trail import ACTIONS, AREAS, AuditQuery, export_rows, find_entries
from web.cli.main import main
from web.storage.database import Database

pytestmark = pytest.mark.slow

DAY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
ROWS = (
    (CONSOLE, "act.ingest", "garden@2025", DAY - timedelta(days=9)),
    ("aigul", "account.add", "dana", DAY),
    ("aigul", "case.close", "BP-1", DAY + timedelta(hours=1)),
    ("dana", "account.group", "=1+1", DAY + timedelta(days=1)),
    ("dana", "other.thing", "100%_x", DAY + timedelta(days=2)),
)


def fill(database: Database) -> None:
    with database.begin() as session:
        for account, action, subject, at in ROWS:
            session.add(AuditRow(at=at, account=account, action=action, subject=subject))


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    client = signed_in(tmp_path, Role.ADMIN)
    fill(app_state(client).database)
    return client


def shown(client: TestClient, query: str = "") -> list[str]:
    page = client.get(f"/desk/audit{query}")
    assert page.status_code == 200
    return texts(page.text, r'<td data-head="Object">(.*?)</td>')


def test_entries_are_told_in_words(client: TestClient) -> None:
    page = client.get("/desk/audit").text
    assert '>Account added</td><td data-head="Object">dana</td>' in page
    assert '<td data-head="Who">command line</td>' in page
    # An action without words is shown as it is.
    assert "<code>other.thing</code>" in page
    assert shown(client)[:2] == ["100%_x", "=1+1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?who=dana", ["100%_x", "=1+1"]),
        ("?who=aigul&what=account.", ["dana"]),
        ("?what=account.group", ["=1+1"]),
        ("?object=P-1", ["BP-1"]),
        ("?object=%25_", ["100%_x"]),
        ("?until=2026-03-01", ["dana", "garden@2025"]),
        ("?since=2026-03-02&until=2026-03-02", ["=1+1", "BP-1"]),
        ("?who=nobody", []),
    ],
)
def test_entries_are_filtered(client: TestClient, query: str, expected: list[str]) -> None:
    assert shown(client, query) == expected


@pytest.mark.parametrize("day", ["yesterday", "0001-01-01", "9999-12-31"])
def test_day_that_is_none_is_told(client: TestClient, day: str) -> None:
    page = client.get(f"/desk/audit?since={day}")
    assert page.status_code == 422
    assert "State a valid date." in page.text
    assert client.get(f"/desk/audit.csv?until={day}").status_code == 422


def test_export_has_the_filtered_entries_and_no_formula(client: TestClient) -> None:
    file = client.get("/desk/audit.csv?who=dana")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="bapta-audit-[0-9-]+\.csv"', file.headers["content-disposition"])
    rows = list(csv.reader(StringIO(file.text.removeprefix("\ufeff"))))
    assert rows[0] == ["time", "account", "action", "object", "details"]
    assert [row[3] for row in rows[1:]] == ["100%_x", "'=1+1"]


def test_pages_and_filters_hold_in_each_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    monkeypatch.setattr("web.administration.audit_trail.PAGE_ROWS", 3)
    monkeypatch.setattr("web.administration.audit_trail._BATCH", 2)
    with database.reading() as session:
        first, has_older = find_entries(session, AuditQuery())
        assert ([row.subject for row in first], has_older) == (["100%_x", "=1+1", "BP-1"], True)
        rest, has_older = find_entries(session, AuditQuery(), first[-1].id)
        assert ([row.subject for row in rest], has_older) == (["dana", "garden@2025"], False)
        assert len(list(export_rows(session, AuditQuery()))) == 6
        found, _ = find_entries(session, AuditQuery(subject="bp-", since=date(2026, 3, 2)))
        assert [row.subject for row in found] == ["BP-1"]


def test_every_recorded_action_has_words() -> None:
    recorded: set[str] = set()
    for path in sources("web"):
        code = path.read_text(encoding="utf-8")
        if "record_audit" in code or "record_command" in code or "self._audit(" in code:
            recorded |= set(re.findall(rf'"((?:{"|".join(AREAS)})\.[a-z_]+)"', code))
            named = r'(?:record_audit|record_command|_audit)\([^"]*?"([a-z]+\.[a-z_]+)"'
            recorded |= set(re.findall(named, code))
    assert recorded <= set(ACTIONS)
    assert len(recorded) > 40


def test_command_prints_and_exports(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    lines = CliRunner().invoke(main, ["audit", "--what", "account", "--who", "aigul"]).stdout
    assert lines == "2026-03-01T23:30:00+00:00\taigul\taccount.add\tdana\t\n"
    table = CliRunner().invoke(main, ["audit", "--since", "2026-03-02", "--csv"]).stdout
    assert "'=1+1" in table
    assert CliRunner().invoke(main, ["audit", "--since", "May"]).exit_code == 2
