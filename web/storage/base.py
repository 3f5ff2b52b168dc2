"""Base class of the mapped tables, their time type, and the wall clock."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


def utc_now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


# SQLite assigns keys automatically only to a column of type INTEGER.
AUTO_ID = BigInteger().with_variant(Integer, "sqlite")

# The modules that map tables.
AREAS = (
    "web.accounts.models",
    "web.desk.models",
    "web.handover.models",
    "web.journal.models",
    "web.teaching.models",
    "web.training.models",
)


class Base(DeclarativeBase):
    """Base class of every mapped table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def all_tables() -> MetaData:
    """Return the tables of all features."""
    for area in AREAS:
        import_module(area)
    return Base.metadata


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC, stored without its zone, which SQLite cannot store."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
