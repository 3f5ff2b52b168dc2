"""Audit trail of the command line: entries of each command, and commands without a database."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.helpers.administration import GARDEN
from tests.helpers.databases import SECRET
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.web_app import settings_of, without_settings
from web.accounts.models import CONSOLE, AuditRow
from web.cli.main import main
from web.storage.database import Database

pytestmark = pytest.mark.slow

AWAY = "postgresql://bapta@127.0.0.1:1/bapta"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that commands get; its encoder needs no model."""
    home = tmp_path / "home"
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(home))
    monkeypatch.setenv("BAPTA_SECRET", SECRET)
    monkeypatch.setattr(
        "web.runtime.composition.load_shared_resources", lambda _: hashing_parts(home)
    )
    return home


def bapta(*words: str) -> Result:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return done


def ingest(folder: Path) -> Result:
    file = folder / "garden.txt"
    file.write_text(GARDEN, encoding="utf-8")
    described = ("--act-id", "garden", "--title", "Закон о садах", "--language", "ru")
    return bapta("ingest", str(file), *described, "--no-review")


def trail(home: Path) -> list[tuple[str, str]]:
    with Database(settings_of(home).database_url).reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert {row.account for row in rows} == {CONSOLE}
    return [(row.action, row.subject) for row in rows]


def test_each_command_that_changes_something_is_in_the_trail(home: Path, tmp_path: Path) -> None:
    home_with_index(home)
    bapta("db", "upgrade")
    ingest(tmp_path)
    bapta("index", "build")
    # Nothing is built a second time, and what only reads leaves no entry.
    bapta("index", "build")
    bapta("settings")
    key = bapta("receipt", "key", "--rotate").stderr.split()[-1]
    bapta("act", "withdraw", "garden")
    bapta("journal", "erase")
    copy = tmp_path / "copy.backup"
    bapta("backup", str(copy))
    rows = trail(home)
    assert rows[0][0] == "system.upgrade"
    assert rows[1:] == [
        ("act.ingest", "garden@first"),
        ("act.build", ""),
        ("system.key", key),
        ("act.take_back", "garden@first"),
        ("system.erase", ""),
        ("system.backup", "copy.backup"),
    ]
    bapta("restore", str(copy))
    # The restored trail is that of the backup, which was written before its own entry.
    assert trail(home) == [*rows[:-1], ("system.restore", "copy.backup")]
    assert "system.restore" in bapta("audit", "--what", "system").stdout


def test_command_needs_no_database_and_makes_none(home: Path, tmp_path: Path) -> None:
    ingest(tmp_path)
    assert not (home / "bapta.sqlite").exists()


def test_command_succeeds_while_the_database_is_away(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BAPTA_DATABASE_URL", AWAY)
    ingest(tmp_path)
    assert "The audit trail has no entry of act.ingest" in caplog.text
    home_with_index(home)
    bapta("act", "withdraw", "garden")
    assert not (home / "acts" / "garden.txt").exists()
