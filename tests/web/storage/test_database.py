"""Database: creation on first use, migrations and errors, on both engines."""

import os
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.helpers.journal import question
from web.accounts.models import AuditRow, record_audit
from web.cli.main import main
from web.journal.models import QuestionRow
from web.storage.base import all_tables
from web.storage.database import Database
from web.storage.engine import LOCK_TIMEOUT_SECONDS
from web.storage.errors import DatabaseError, DatabaseUnavailableError, MigrationError
from web.storage.migrate import NEWEST, known_revisions

pytestmark = pytest.mark.slow


def sqlite_at(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'bapta.sqlite'}")


def subjects(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditRow.subject).order_by(AuditRow.id)))


def test_migrations_create_the_mapped_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []
    assert known_revisions()[0] == NEWEST


def test_transaction_is_atomic(database: Database) -> None:
    with database.begin() as session:
        record_audit(session, "aigul", "test", "бірінші")
    with suppress(ZeroDivisionError), database.begin() as session:
        record_audit(session, "aigul", "test", "екінші")
        session.flush()
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(text("INSERT INTO audit (id) VALUES (7)"))
    assert subjects(database) == ["бірінші"]


def test_upgrade_returns_the_revisions_before_and_after(database: Database) -> None:
    assert database.upgrade() == (NEWEST, NEWEST)
    assert database.revision() == NEWEST


def test_new_file_is_created_on_first_use_and_private(tmp_path: Path) -> None:
    database = sqlite_at(tmp_path / "home")
    assert not (tmp_path / "home").exists()
    assert subjects(database) == []
    assert (tmp_path / "home" / "bapta.sqlite").stat().st_mode & 0o077 == 0
    database.close()


def test_concurrent_first_users_create_the_tables_once(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def write(name: str) -> None:
        database = sqlite_at(tmp_path)
        try:
            with database.begin() as session:
                record_audit(session, name, "test", name)
        except DatabaseError as error:
            failures.append(error)
        database.close()

    threads = [Thread(target=write, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(subjects(sqlite_at(tmp_path))) == ["0", "1", "2", "3", "4", "5"]


def test_two_files_can_be_created_concurrently(tmp_path: Path) -> None:
    files = [sqlite_at(tmp_path / str(number)) for number in range(8)]
    trouble: list[Exception] = []

    def come(file: Database) -> None:
        try:
            file.check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            trouble.append(error)

    threads = [Thread(target=come, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert {file.revision() for file in files} == {NEWEST}


def test_server_without_tables_names_the_upgrade_command(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO alembic_version VALUES ('older')"))
    refused = pytest.raises(MigrationError)
    with refused as told, other.begin():
        pass
    other.close()
    if database.engine.dialect.name == "sqlite":
        assert "newer version of Bapta (migration older)" in str(told.value)
    else:
        assert told.value.fix == "bapta db upgrade"


def test_newer_database_is_rejected(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    other = Database(database.engine.url.render_as_string(hide_password=False))
    for use in (other.check, other.upgrade):
        with pytest.raises(
            MigrationError, match=r"newer version of Bapta \(migration from_the_future\)"
        ):
            use()
    other.close()


def test_file_of_another_program_is_rejected_unchanged(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bapta.sqlite") as other:
        other.execute("CREATE TABLE accounts (name)")
    other.close()
    with pytest.raises(MigrationError, match="tables of another program"):
        sqlite_at(tmp_path).check()
    (tmp_path / "bapta.sqlite").write_text("no database, but longer than its header" * 40)
    with pytest.raises(DatabaseError, match="not a valid database"):
        sqlite_at(tmp_path).check()


def test_unavailable_or_locked_database_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(DatabaseUnavailableError, match="cannot be created"):
        sqlite_at(tmp_path / "file").check()
    with pytest.raises(DatabaseUnavailableError, match="cannot be used"):
        Database("postgresql://nobody:secret@127.0.0.1:1/none").check()
    monkeypatch.setattr("web.storage.engine.LOCK_TIMEOUT_SECONDS", 0)
    held, other = sqlite_at(tmp_path), sqlite_at(tmp_path)
    with held.begin() as session:
        record_audit(session, "a", "test", "held")
        with pytest.raises(DatabaseUnavailableError, match="database is locked"), other.begin():
            pass
    with other.begin() as session:
        record_audit(session, "a", "test", "after")
    assert subjects(other) == ["held", "after"]
    assert LOCK_TIMEOUT_SECONDS == 5


def test_missing_file_is_not_created_anew_and_its_rows_are_found_again(tmp_path: Path) -> None:
    database = sqlite_at(tmp_path)
    with database.begin() as session:
        record_audit(session, "a", "test", "before")
    aside = tmp_path / "aside"
    assert database.file is not None
    database.file.rename(aside)
    with pytest.raises(DatabaseUnavailableError, match="is no longer there"), database.begin():
        pass
    assert not database.file.exists()
    aside.rename(database.file)
    with database.begin() as session:
        record_audit(session, "a", "test", "after")
    assert subjects(database) == ["before", "after"]


def test_rows_go_to_the_file_that_replaced_another(tmp_path: Path) -> None:
    database, other = sqlite_at(tmp_path), sqlite_at(tmp_path / "other")
    assert database.file is not None
    assert other.file is not None
    for one, subject in ((database, "old"), (other, "new")):
        with one.begin() as session:
            record_audit(session, "a", "test", subject)
    other.close()
    for end in ("-wal", "-shm"):
        Path(f"{database.file}{end}").unlink()
    other.file.replace(database.file)
    with database.begin() as session:
        record_audit(session, "a", "test", "after")
    assert subjects(database) == ["new", "after"]
    older = sqlite_at(tmp_path / "older")
    older.upgrade("handover")
    older.close()
    assert older.file is not None
    older.file.replace(database.file)
    with pytest.raises(MigrationError, match="older version"), database.begin():
        pass


@pytest.mark.parametrize(
    "url", ["mysql://a:hidden@b/c", "sqlite://", "hidden", "sqlite:///:memory:"]
)
def test_unusable_url_raises_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match="BAPTA_DATABASE_URL must look like") as told:
        Database(url)
    assert "hidden" not in str(told.value)


def test_command_upgrades_the_database(tmp_path: Path) -> None:
    run = CliRunner()
    environ = {**os.environ, "BAPTA_HOME": str(tmp_path), "BAPTA_DATABASE_URL": ""}
    first = run.invoke(main, ["db", "upgrade"], env=environ)
    assert first.output == f"The database was upgraded from nothing to migration {NEWEST}.\n"
    again = run.invoke(main, ["db", "upgrade"], env=environ)
    assert again.output == f"The database is up to date: migration {NEWEST}.\n"


def test_database_error_contains_no_question_text(database: Database) -> None:
    row = {"id": 1, **question(date(2026, 3, 1), question="Қару қайда?", asked_as="қару қайда?")}
    with pytest.raises(IntegrityError) as error, database.begin() as session:
        session.execute(insert(QuestionRow), [row, row])
    assert "questions" in str(error.value)
    assert "қайда" not in str(error.value)
