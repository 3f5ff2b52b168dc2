"""The engine for a database URL, set up for several processes that read and write at once."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from web.storage.errors import DatabaseError

# Seconds to wait for a connection, and for another process that writes.
LOCK_TIMEOUT_SECONDS = 5
READING = "bapta_reading"


def open_engine(url: str) -> Engine:
    """Return an engine, not yet connected, whose errors repeat no value: they may be logged.

    DatabaseError for a URL that Bapta cannot use.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            pool_timeout=LOCK_TIMEOUT_SECONDS,
            connect_args={
                "connect_timeout": LOCK_TIMEOUT_SECONDS,
                "options": f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s -c statement_timeout=60s",
            },
        )
    engine = create_engine(
        parsed.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,
        pool_timeout=LOCK_TIMEOUT_SECONDS,
        connect_args={"timeout": LOCK_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file of a SQLite database; None for a server."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def _parsed(url: str) -> URL:
    # The URL may hold a password, so no sentence repeats it.
    wrong = DatabaseError(
        "BAPTA_DATABASE_URL must look like sqlite:////srv/bapta.sqlite or "
        "postgresql://user:password@host/database."
    )
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise wrong from error
    unnamed = not parsed.database or parsed.database == ":memory:"
    if backend not in {"sqlite", "postgresql"} or unnamed:
        raise wrong
    return parsed


def _set_up_sqlite(connection: Any, _: object) -> None:
    # The driver must leave transactions to us: it would begin one at the first write only, and a
    # reader that turns writer is refused at once where somebody wrote in between.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={LOCK_TIMEOUT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        # What is erased is overwritten.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
