"""Rows of the database as lines of JSON, the same for every engine."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Date, DateTime, Table, func, insert, select, text
from sqlalchemy.orm import Session

from web.storage.base import UtcTime, all_tables

BATCH_SIZE = 1000
# Sign-ins and the salt of the day must not outlive a restore; vectors are computed again.
_EXCLUDED = {"sign_ins", "salts", "miss_vectors"}


def tables_in_order() -> tuple[Table, ...]:
    """Return every table of a backup, each after those that it refers to."""
    return tuple(table for table in all_tables().sorted_tables if table.name not in _EXCLUDED)


def table_lines(session: Session, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table, one a line, in the order of its key."""
    rows = session.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"yield_per": BATCH_SIZE},
    )
    for row in rows.mappings():
        values = {name: _encode(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def write_table(session: Session, table: Table, folder: Path) -> None:
    """Write the rows of a table to its file in ``folder``."""
    with (folder / f"{table.name}.jsonl").open("wb") as file:
        file.writelines(table_lines(session, table))


def fill_table(session: Session, table: Table, folder: Path) -> None:
    """Insert the rows of the file of ``table`` in ``folder``, if there is one; it is empty."""
    path = folder / f"{table.name}.jsonl"
    if not path.exists():
        return
    with path.open("rb") as lines:
        while batch := [_row(table, line) for line in islice(lines, BATCH_SIZE)]:
            session.execute(insert(table), batch)
    _advance_sequence(session, table)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    """Return the values of a line. Raises ValueError, KeyError or TypeError for a wrong one."""
    return {name: _decode(table, name, value) for name, value in json.loads(line).items()}


def _advance_sequence(session: Session, table: Table) -> None:
    """Let PostgreSQL assign keys above those that are taken; SQLite does so by itself."""
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


def _encode(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return {"base64": b64encode(value).decode()}
    return value


def _decode(table: Table, name: str, value: Any) -> Any:
    column = table.columns[name]
    if isinstance(value, dict) and value.keys() == {"base64"}:
        return b64decode(value["base64"])
    if isinstance(value, str):
        kind = column.type
        if isinstance(kind, UtcTime):
            return datetime.fromisoformat(value)
        if isinstance(kind, DateTime):
            # The column is not one of the mapping but of an older migration, and keeps no zone.
            return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    return value
