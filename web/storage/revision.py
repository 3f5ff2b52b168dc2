"""Which migration a database is of, told without Alembic, which a current server needs not load."""

from sqlalchemy import Connection, inspect, text

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
