"""Restore a backup: first it is read to its end and checked, and only then is anything touched."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import delete

from web.backup.archive import DATABASE, HOME, Contents, unpack
from web.backup.errors import BackupError
from web.backup.older_rows import upgrade_rows
from web.backup.rows import fill_table, tables_in_order
from web.storage.database import Database
from web.storage.migrate import NEWEST


def restore_backup(
    file: Path, home: Path, database: Database, told: Callable[[int, int], None]
) -> Contents:
    """Put back everything that ``file`` holds, and return what that is.

    No server may run. The folder ``home`` is replaced by a rename, and what stood there is kept
    beside it as ``HOME.before-restore``; rows are replaced in one transaction. Rows of an older
    migration are first brought to the newest one. Raises BackupError for a file that is cut short,
    changed or of a newer version, and then nothing is touched.
    """
    kept = home.with_name(f"{home.name}.before-restore")
    if kept.exists():
        raise BackupError(
            f"{kept} contains the files from before an earlier restore. Remove it first.",
            f"rm -r {kept}",
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
    try:
        contents = unpack(file, folder, told)
        rows = folder / DATABASE
        if contents.migration != NEWEST:
            rows = upgrade_rows(rows, contents.migration, folder)
        new = folder / HOME
        new.mkdir(exist_ok=True)
        if database.file is None:
            _replace_rows(database, rows, lambda: _swap(new, home, kept))
        else:
            made = folder / "bapta.sqlite"
            _make_sqlite(made, rows)
            _put_sqlite(made, database.file, home, new)
            _swap(new, home, kept)
            if made.exists():
                _replace_sqlite(made, database.file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return contents


def _replace_rows(database: Database, rows: Path, last: Callable[[], None]) -> None:
    """Replace all rows of a server's database; ``last`` is done before that is made final."""
    database.upgrade()
    with database.begin() as session:
        for table in reversed(tables_in_order()):
            session.execute(delete(table))
        for table in tables_in_order():
            fill_table(session, table, rows)
        last()


def _make_sqlite(made: Path, rows: Path) -> None:
    """A SQLite file of its own with the rows; nothing beside it is left open."""
    database = Database(f"sqlite:///{made}")
    with database.begin() as session:
        for table in tables_in_order():
            fill_table(session, table, rows)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _put_sqlite(made: Path, file: Path, home: Path, new: Path) -> None:
    """Where the database stands in ``home``, it goes into the folder that takes its place."""
    if file.is_relative_to(home):
        target = new / file.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        made.rename(target)


def _replace_sqlite(made: Path, file: Path) -> None:
    """Put the new file where the old one stood; what belonged to the old one goes first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    shutil.move(made, file)


def _swap(new: Path, home: Path, kept: Path) -> None:
    if home.exists():
        home.rename(kept)
    try:
        new.rename(home)
    except OSError:
        if kept.exists():
            kept.rename(home)
        raise
