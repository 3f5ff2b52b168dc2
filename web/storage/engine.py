"""SQLAlchemy engines, configured for several processes that read and write concurrently."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from web.storage.errors import DatabaseError

# Seconds to wait for a connection, and for the lock of another writer.
LOCK_TIMEOUT_SECONDS = 5
READING = "bapta_reading"
# Key of the identity of the file that a connection opened.
_FILE = "bapta_file"


def open_engine(url: str) -> Engine:
    """Return an engine, not yet connected, whose errors hold no values, so that they can be logged.

    Raises DatabaseError for an unusable URL.
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
    file = _file(parsed)
    event.listen(engine, "do_connect", partial(_connect_existing, file))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "checkout", partial(_reject_other_file, file))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file of a SQLite database; None for a server."""
    return _file(engine.url) if engine.dialect.name == "sqlite" else None


def _file(url: URL) -> Path:
    return Path(url.database or "")


def _parsed(url: str) -> URL:
    # The message leaves out the URL: it may hold a password.
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


def _connect_existing(
    file: Path, _: Dialect, record: Any, arguments: list[Any], options: dict[str, Any]
) -> None:
    """Let a connection open the file as it is now, and fail where there is none.

    SQLite would make an empty one, and rows written to it would be lost.
    """
    arguments[0] = f"file:{quote(str(file.absolute()))}?mode=rw"
    options["uri"] = True
    record.info[_FILE] = file_identity(file)


def _reject_other_file(file: Path, _: Any, record: Any, __: Any) -> None:
    """Replace a connection whose file was moved away or replaced: what it writes would be lost."""
    if record.info.get(_FILE) != file_identity(file):
        raise DisconnectionError


def file_identity(file: Path) -> tuple[int, int] | None:
    """Return device and number of a file, which another file in its place does not have."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _set_up_sqlite(connection: Any, _: object) -> None:
    # Disable the driver's own transactions: they begin at the first write only, and an upgrade from
    # reader to writer fails at once after a concurrent write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={LOCK_TIMEOUT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        # Overwrite deleted rows.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
