"""Restore of a backup, which changes nothing before the archive is read to its end and checked."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import delete

from embeddings.encoder import Progress
from web.backup.archive import DATABASE, HOME, Contents, unpack
from web.backup.errors import BackupError
from web.backup.older_rows import upgrade_rows
from web.backup.rows import fill_table, tables_in_order
from web.storage.database import Database
from web.storage.migrate import NEWEST


def restore_backup(file: Path, home: Path, database: Database, report: Progress) -> Contents:
    """Restore the files and rows of ``file``, and return what it contains.

    No server may run. The folder ``home`` is replaced by a rename, and the previous one becomes
    ``HOME.before-restore``; rows are replaced in one transaction. Rows of an older migration are
    upgraded first. Raises BackupError for a file that is incomplete, changed or of a newer
    version, and then nothing is touched.
    """
    previous = home.with_name(f"{home.name}.before-restore")
    if previous.exists():
        raise BackupError(
            f"{previous} contains the files from before an earlier restore. Remove it first.",
            f"rm -r {previous}",
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
    try:
        contents = unpack(file, folder, report)
        rows = folder / DATABASE
        if contents.migration != NEWEST:
            rows = upgrade_rows(rows, contents.migration, folder)
        new = folder / HOME
        new.mkdir(exist_ok=True)
        if database.file is None:
            _replace_rows(database, rows, lambda: _swap(new, home, previous))
        else:
            created = folder / "bapta.sqlite"
            _create_sqlite(created, rows)
            if database.file.is_relative_to(home):
                target = new / database.file.relative_to(home)
                target.parent.mkdir(parents=True, exist_ok=True)
                created.rename(target)
            _swap(new, home, previous)
            if created.exists():
                _replace_sqlite(created, database.file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return contents


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
    with database.begin() as session:
        for table in tables_in_order():
            fill_table(session, table, rows)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _replace_sqlite(created: Path, file: Path) -> None:
    """Replace a database outside of ``home``; the write-ahead log of the old one goes first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    shutil.move(created, file)


def _swap(new: Path, home: Path, previous: Path) -> None:
    if home.exists():
        home.rename(previous)
    try:
        new.rename(home)
    except OSError:
        if previous.exists():
            previous.rename(home)
        raise
