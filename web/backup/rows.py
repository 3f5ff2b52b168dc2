"""The rows of the database as lines of JSON, the same for every engine."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Date, DateTime, Table, func, insert, select, text
from sqlalchemy.orm import Session

from web.storage.base import UtcTime, all_tables

_AT_ONCE = 1000
# Who is signed in, and the salt that is thrown away with the day: neither outlives a restore.
# Vectors are made anew.
_LEFT_OUT = {"sign_ins", "salts", "miss_vectors"}


def tables_in_order() -> tuple[Table, ...]:
    """Every table that is backed up, each after those that it refers to."""
    return tuple(table for table in all_tables().sorted_tables if table.name not in _LEFT_OUT)


def table_lines(session: Session, table: Table) -> Iterator[bytes]:
    """The rows of a table, one a line, in the order of its key."""
    rows = session.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"yield_per": _AT_ONCE},
    )
    for row in rows.mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def write_table(session: Session, table: Table, folder: Path) -> None:
    """Write the rows of a table to its file in ``folder``."""
    with (folder / f"{table.name}.jsonl").open("wb") as file:
        file.writelines(table_lines(session, table))


def fill_table(session: Session, table: Table, folder: Path) -> None:
    """Put the rows of the file of ``table`` in ``folder``, if there is one, into the table."""
    path = folder / f"{table.name}.jsonl"
    if path.exists():
        with path.open("rb") as lines:
            replace_rows(session, table, lines)


def replace_rows(session: Session, table: Table, lines: Iterable[bytes]) -> int:
    """Put the rows of ``lines`` into ``table``, which is empty: how many there are."""
    batch: list[dict[str, Any]] = []
    total = 0
    for line in lines:
        given = json.loads(line)
        batch.append({name: _value(table, name, value) for name, value in given.items()})
        if len(batch) == _AT_ONCE:
            session.execute(insert(table), batch)
            total, batch = total + len(batch), []
    if batch:
        session.execute(insert(table), batch)
    _count_on(session, table)
    return total + len(batch)


def _count_on(session: Session, table: Table) -> None:
    """Let PostgreSQL give out keys above those that are taken; SQLite does so by itself."""
    keys = list(table.primary_key.columns)
    if session.get_bind().dialect.name != "postgresql" or len(keys) != 1:
        return
    (key,) = keys
    sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    if sequence is not None:
        top = session.scalar(select(func.max(key)))
        session.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :top, :used)"),
            {"sequence": sequence, "top": top or 1, "used": top is not None},
        )


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return {"base64": b64encode(value).decode()}
    return value


def _value(table: Table, name: str, value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"base64"}:
        return b64decode(value["base64"])
    if isinstance(value, str):
        kind = table.columns[name].type
        if isinstance(kind, UtcTime):
            return datetime.fromisoformat(value)
        if isinstance(kind, DateTime):
            # A column that is read from the database and not from the mapping keeps no zone.
            return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    return value
