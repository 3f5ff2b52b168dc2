"""Restore of a backup, which changes nothing before the archive is read to its end and checked."""

import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from shlex import quote

from sqlalchemy import delete

from data.atomic_files import remove_leftovers, sync
from embeddings.encoder import Progress
from web.backup.errors import BackupError
from web.backup.home_lock import (
    UNFINISHED,
    home_lock,
    mark_unfinished,
    previous_home,
    restoring_lock,
    scratch_folder,
)
from web.backup.manifest import DATABASE, HOME
from web.backup.older_rows import upgrade_rows
from web.backup.rows import fill_table, tables_in_order
from web.backup.unpacking import Contents, malformed_refused, unpack
from web.storage.database import Database
from web.storage.migrate import NEWEST


def restore_backup(
    file: Path, home: Path, database: Database, report: Progress, secret: str | None = None
) -> Contents:
    """Restore the files and rows of ``file``, and return what it contains.

    The folder ``home`` is replaced by a rename, and the previous one becomes
    ``HOME.before-restore``; rows are replaced in one transaction. Rows of an older migration are
    upgraded first. An interrupted restore can be repeated. Raises BackupError for a file that is
    incomplete, changed, of a newer version or, with a ``secret``, not signed by it, and where
    ``home`` is in use; then nothing is touched. Until it ends no command uses ``home``.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with restoring_lock(home, file):
        previous = previous_home(home)
        if previous.exists() and not (home / UNFINISHED).exists():
            raise BackupError(
                f"{previous} contains the files from before an earlier restore. Remove it first.",
                f"rm -r {quote(str(previous))}",
            )
        remove_leftovers(home.with_name(f"{home.name}.restoring"))
        folder = scratch_folder(home)
        try:
            contents = unpack(file, folder, report, secret)
            (folder / HOME).mkdir(exist_ok=True)
            # It becomes the home, which no command may use before its rows are restored.
            with home_lock(folder / HOME, exclusive=True), malformed_refused(file):
                _restore(file, folder, contents.migration, home, database)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return contents


def _restore(file: Path, folder: Path, migration: str, home: Path, database: Database) -> None:
    """Replace ``home`` and the rows by those that were unpacked into ``folder``."""
    new, rows = folder / HOME, folder / DATABASE
    if migration == NEWEST:
        _check_tables(rows)
    else:
        rows = upgrade_rows(rows, migration, folder)
    if database.file is None:
        mark_unfinished(new, file)
        _replace_rows(database, rows, lambda: _swap(new, home))
    else:
        created = folder / "bapta.sqlite"
        _create_sqlite(created, rows)
        if database.file.is_relative_to(home):
            target = new / database.file.relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True)
            created.rename(target)
            _swap(new, home)
            return
        mark_unfinished(new, file)
        _swap(new, home)
        _replace_sqlite(created, database.file)
    (home / UNFINISHED).unlink()


def _check_tables(rows: Path) -> None:
    """Raise ReadError for rows of a table that this version does not have."""
    known = {table.name for table in tables_in_order()}
    if rows.is_dir() and any(path.stem not in known for path in rows.iterdir()):
        raise tarfile.ReadError


def _replace_rows(database: Database, rows: Path, before_commit: Callable[[], None]) -> None:
    """Replace all rows of a server's database in one transaction."""
    database.upgrade()
    with database.begin() as session:
        for table in reversed(tables_in_order()):
            session.execute(delete(table))
        for table in tables_in_order():
            fill_table(session, table, rows)
        before_commit()


def _create_sqlite(file: Path, rows: Path) -> None:
    """Create a SQLite file with the rows, and without a write-ahead log beside it."""
    database = Database(f"sqlite:///{file}")
    try:
        with database.begin() as session:
            for table in tables_in_order():
                fill_table(session, table, rows)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def _replace_sqlite(created: Path, file: Path) -> None:
    """Replace a database outside of ``home``; the write-ahead log of the old one goes first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(f"{file}.restored")
    shutil.move(created, beside)
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    beside.replace(file)
    sync(file.parent)


def _swap(new: Path, home: Path) -> None:
    """Put ``new`` in the place of ``home``, which an unfinished restore may have made."""
    previous = previous_home(home)
    if home.exists():
        _take_owner(new, home)
        is_unfinished = (home / UNFINISHED).exists()
        home.rename(new.with_name("unfinished") if is_unfinished else previous)
    try:
        new.rename(home)
    except OSError:
        if previous.exists() and not home.exists():
            previous.rename(home)
        raise
    sync(home.parent)


def _take_owner(new: Path, home: Path) -> None:
    """Give ``new`` the mode and, if root restores, the owner of ``home``, who runs the server."""
    shutil.copymode(home, new)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        facts = home.stat()
        for path in (new, *new.rglob("*")):
            os.chown(path, facts.st_uid, facts.st_gid)
