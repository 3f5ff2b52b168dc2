"""Migrations: the tables as a chain of steps, run by Alembic.

Which migration a database is of, told without Alembic, which a current server needs not load.
"""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

SCRIPTS = Path(__file__).parent / "migrations"

# Alembic keeps what it runs in its module: threads that upgrade two databases would mix them up.
_running = Lock()


def known_revisions() -> tuple[str, ...]:
    """Every migration, newest first."""
    return tuple(each.revision for each in ScriptDirectory(str(SCRIPTS)).walk_revisions())


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing up to ``revision``, in the transaction given."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _running:
        command.upgrade(config, revision)


NEWEST = "publications"
"""The newest migration."""

# The table in which Alembic keeps it.
_TABLE = "alembic_version"


def current_revision(connection: Connection) -> str | None:
    """The migration that the tables are of; None where there are none."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {_TABLE}"))
    return None if found is None else str(found)


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no table at all."""
    return inspect(connection).get_table_names() == []
