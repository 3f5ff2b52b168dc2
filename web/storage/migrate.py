"""Migrations: the chain of schema revisions, run by Alembic.

Alembic is imported only where a migration runs or all are listed: one query shows that the tables
are current.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, text

SCRIPTS = Path(__file__).parent / "migrations"

# Alembic holds its state in module globals, so only one upgrade runs at a time in a process.
_running = Lock()


def known_revisions() -> tuple[str, ...]:
    """Return every migration, newest first."""
    from alembic.script import ScriptDirectory

    return tuple(each.revision for each in ScriptDirectory(str(SCRIPTS)).walk_revisions())


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations up to ``revision`` in the transaction of ``connection``."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _running:
        command.upgrade(config, revision)


NEWEST = "card_reports"
"""The newest migration."""

# Alembic's table of the current revision.
_TABLE = "alembic_version"


def current_revision(connection: Connection) -> str | None:
    """Return the migration of the tables; None if there are none."""
    if not inspect(connection).has_table(_TABLE):
        return None
    # The name of the table is a constant.
    found = connection.scalar(text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608
    return None if found is None else str(found)


def is_empty(connection: Connection) -> bool:
    """Return whether the database has no table."""
    return inspect(connection).get_table_names() == []
