"""Tests of backups of older migrations (upgraded) and of newer ones (refused)."""

from pathlib import Path

import pytest
from sqlalchemy import DateTime, MetaData, insert, select
from sqlalchemy.orm import Session

from tests.helpers.backups import write_archive
from tests.helpers.databases import add_account, emptied
from tests.helpers.desk import small_answerer
from tests.helpers.journal import feedback_of
from tests.helpers.paths import ROOT
from web.accounts.models import AccountRow
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.backup.errors import BackupError
from web.backup.restore import restore_backup
from web.backup.rows import table_lines
from web.desk.canned_replies import CannedReplies
from web.handover.models import CaseRow
from web.storage.base import UtcTime, utc_now
from web.storage.database import Database
from web.storage.migrate import NEWEST, known_revisions
from web.teaching.publication_repository import all_publications

pytestmark = pytest.mark.slow

# Written by the version of Bapta whose newest migration was "handover", without compression.
WRITTEN_BY_OLDER = ROOT / "tests" / "samples" / "backup-handover.tar"
OLDER = [revision for revision in known_revisions() if revision != NEWEST]


def check_progress(done: int, total: int) -> None:
    assert 0 < done <= total


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Return a database of each kind with no tables."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'home' / 'bapta.sqlite'}")
    return emptied(request.getfixturevalue("postgres_url"))


def write_backup_of(revision: str, folder: Path) -> Path:
    """Write a backup of ``revision`` with the row of one account."""
    database = Database(f"sqlite:///{folder / 'older.sqlite'}")
    database.upgrade(revision)
    found = MetaData()
    found.reflect(database.engine)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = UtcTime()
    values = {
        "name": "aigul",
        "role": "editor",
        "group": "2 топ",
        "password": "-",
        "disabled": False,
        "made_at": utc_now(),
        "failures": 0,
    }
    members = {}
    with Session(database.engine) as session, session.begin():
        session.execute(insert(found.tables["accounts"]), values)
        for table in found.sorted_tables:
            if table.name not in {"alembic_version", "sign_ins", "salts", "miss_vectors"}:
                rows = b"".join(table_lines(session, table))
                members[f"database/{table.name}.jsonl"] = rows
    database.close()
    return write_archive(folder / "older.tar", revision, members)


def test_backup_written_by_older_version_is_restored(new: Database, tmp_path: Path) -> None:
    home = tmp_path / "home"
    contents = restore_backup(WRITTEN_BY_OLDER, home, new, check_progress)
    assert (contents.migration, contents.left_out) == ("handover", {})
    assert new.revision() == NEWEST
    corpus = small_answerer(changed=False).corpus
    (account,) = AccountRepository(new).all()
    assert (account.name, account.role, account.group) == ("aigul", Role.EDITOR, "2 топ")
    assert [one.picks for one in CannedReplies(new, corpus).all()] == [("small:art_2",)]
    assert [one.comment for one in feedback_of(new)] == ["жол"]
    with new.reading() as session:
        case = session.scalars(select(CaseRow)).one()
        assert (case.reference, case.note) == ("BP-XFHG-Y9EY", "1402")
        assert case.left_at.isoformat() == "2026-11-28T17:00:10.468248+00:00"
        assert case.quotes[0].eid == "art_2"
        assert all_publications(session) == ()
    assert (home / "acts" / "act.txt").read_text(encoding="utf-8") == "1-бап. Мәтін\n"
    # New keys are above those that were restored.
    add_account(new, "daulet", Role.LEARNER)
    new.close()


@pytest.mark.parametrize("revision", OLDER)
def test_backup_of_each_older_migration_is_restored(
    revision: str, new: Database, tmp_path: Path
) -> None:
    file = write_backup_of(revision, tmp_path)
    assert restore_backup(file, tmp_path / "home", new, check_progress).migration == revision
    assert new.revision() == NEWEST
    with new.reading() as session:
        row = session.scalars(select(AccountRow)).one()
        assert (row.name, row.group, row.disabled) == ("aigul", "2 топ", False)
    new.close()


def test_existing_rows_are_replaced_by_older_backup(tmp_path: Path, postgres_url: str) -> None:
    server = emptied(postgres_url)
    server.upgrade()
    add_account(server, "before", Role.ADMIN)
    restore_backup(WRITTEN_BY_OLDER, tmp_path / "home", server, check_progress)
    assert [account.name for account in AccountRepository(server).all()] == ["aigul"]
    server.close()


@pytest.mark.parametrize(
    ("revision", "table", "message"),
    [
        ("from_the_future", "accounts", r"newer version of Bapta \(migration from_the_future of"),
        ("accounts", "questions", "rows of the table questions, which its migration does not"),
    ],
)
def test_newer_or_inconsistent_backup_is_refused(
    revision: str, table: str, message: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    file = write_archive(tmp_path / "other.tar", revision, {f"database/{table}.jsonl": b""})
    with pytest.raises(BackupError, match=message):
        restore_backup(file, home, database, check_progress)
    database.close()
    assert not home.exists()
