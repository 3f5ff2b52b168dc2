"""Migrations: the tables as a chain of steps, run by Alembic."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

SCRIPTS = Path(__file__).parent / "migrations"


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def newest() -> str:
    """The newest migration."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def known_revisions() -> tuple[str, ...]:
    """Every migration, newest first."""
    return tuple(each.revision for each in _scripts().walk_revisions())


def current_revision(connection: Connection) -> str | None:
    """The migration that the tables are of; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no table at all."""
    return inspect(connection).get_table_names() == []


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
