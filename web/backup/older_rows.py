"""Upgrade of the rows of an older migration, in a new SQLite file of that migration.

The result serves every engine, because a backup does not depend on the engine of its database.
"""

from pathlib import Path

from sqlalchemy import JSON, Connection, MetaData, Table, delete
from sqlalchemy.orm import Session

from web.backup.errors import BackupError
from web.backup.rows import fill_table, tables_in_order, write_table
from web.storage.database import Database


def upgrade_rows(rows: Path, revision: str, folder: Path) -> Path:
    """Upgrade ``rows`` from ``revision`` to the newest; return their new folder in ``folder``.

    Raises BackupError for rows of a table that ``revision`` does not have, DatabaseError.
    """
    upgraded = folder / "upgraded"
    upgraded.mkdir()
    database = Database(f"sqlite:///{folder / 'older.sqlite'}")
    try:
        database.upgrade(revision)
        with Session(database.engine) as session, session.begin():
            _fill(session, rows)
        database.upgrade()
        with database.reading() as session:
            for table in tables_in_order():
                write_table(session, table, upgraded)
    finally:
        database.close()
    return upgraded


def _fill(session: Session, rows: Path) -> None:
    """Fill the tables of the database, in place of rows that migrations inserted."""
    tables = _stored_tables(session.connection())
    unknown = {path.stem for path in rows.iterdir()} - {table.name for table in tables}
    if unknown:
        raise BackupError(
            f"The backup has rows of the table {min(unknown)}, which its migration does not have."
        )
    for table in reversed(tables):
        session.execute(delete(table))
    for table in tables:
        fill_table(session, table, rows)


def _stored_tables(connection: Connection) -> tuple[Table, ...]:
    """Return the tables of the database, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != "alembic_version")
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # As in the mapping: a value that is missing is NULL and not the JSON null.
                column.type = JSON(none_as_null=True)
    return tuple(found.sorted_tables)
