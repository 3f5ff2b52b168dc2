"""Migrations: the tables as a chain of steps, run by Alembic."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"

# Alembic keeps what it runs in its module: threads that upgrade two databases would mix them up.
_running = Lock()


def known_revisions() -> tuple[str, ...]:
    """Every migration, newest first."""
    return tuple(each.revision for each in ScriptDirectory(str(SCRIPTS)).walk_revisions())


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _running:
        command.upgrade(config, "head")
