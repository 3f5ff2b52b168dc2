"""The database of one process: transactions in it, and tables that are of the right migration."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    TimeoutError,
)
from sqlalchemy.orm import Session

from web.storage.engine import READING, open_engine, sqlite_file
from web.storage.errors import DatabaseError, DatabaseUnavailableError, MigrationError
from web.storage.migrate import NEWEST, current_revision, is_empty

# Any number that other programs on the same server are unlikely to lock.
_UPGRADING = 7_206_113_001


class Database:
    """A database that is first touched when it is first used. Threads may share it."""

    def __init__(self, url: str) -> None:
        """DatabaseError for a URL that Bapta cannot use; nothing is connected to."""
        self._engine = open_engine(url)
        self._checked = False
        self._lock = Lock()

    @property
    def engine(self) -> Engine:
        """Return the engine below; its tables may not be checked yet."""
        return self._engine

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database; None for a server."""
        return sqlite_file(self._engine)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction that may write, committed at the end of the block.

        Raises DatabaseAwayError, MigrationError; IntegrityError where the block breaks a rule
        of the tables.
        """
        with _told():
            self.check()
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                # Now and not at the first statement, so that a busy database is told here.
                session.connection()
                yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads. Raises as :meth:`begin`."""
        with _told():
            self.check()
            engine = self._engine.execution_options(**{READING: True})
            with Session(engine, expire_on_commit=False) as session, session.begin():
                # Now and not at the first statement, so that a busy database is told here.
                session.connection()
                yield session

    def check(self) -> None:
        """Make the tables of a new SQLite file; refuse tables of another migration.

        Checked until it succeeds once. Raises DatabaseAwayError and MigrationError.
        """
        if self._checked:
            return
        with self._lock, _told():
            if self._checked:
                return
            file = sqlite_file(self._engine)
            if file is not None and not file.exists():
                self.upgrade()
            with self._engine.connect() as connection:
                # Another process may have made the file, and not the tables yet.
                new = file is not None and is_empty(connection)
            if new:
                self.upgrade()
            with self._engine.connect() as connection:
                self._refuse_other(connection)
            self._checked = True

    def upgrade(self, revision: str = NEWEST) -> tuple[str | None, str]:
        """Bring the tables to the newest migration: the revision before and the one after.

        Whole or not at all; of several processes one does it. An older ``revision`` is for a new
        database, which takes rows of that time. Raises as :meth:`check`.
        """
        from web.storage.migrate import upgrade

        with _told():
            self._make_file()
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADING})"))
                before = current_revision(connection)
                self._refuse_foreign(connection, before)
                if before != revision:
                    upgrade(connection, revision)
            return before, revision

    def revision(self) -> str | None:
        """Return the migration of the tables; None if there are none."""
        with _told(), self._engine.connect() as connection:
            return current_revision(connection)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _make_file(self) -> None:
        file = sqlite_file(self._engine)
        if file is not None and not file.exists():
            try:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # It holds what people ask: no other user of the machine may read it.
                os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
            except OSError as error:
                raise DatabaseUnavailableError(
                    f"The database {file} cannot be created: {error.strerror}."
                ) from error

    def _refuse_other(self, connection: Connection) -> None:
        found = current_revision(connection)
        self._refuse_foreign(connection, found)
        if found is None:
            raise MigrationError("The database has no tables yet.", "bapta db upgrade")
        if found != NEWEST:
            raise MigrationError(
                "The database was made by an older version of Bapta.", "bapta db upgrade"
            )

    def _refuse_foreign(self, connection: Connection, found: str | None) -> None:
        if found not in {None, NEWEST} and found not in _known_revisions():
            raise MigrationError(
                f"The database was made by a newer version of Bapta (migration {found}). "
                "Install that version."
            )
        if found is None and connection.dialect.name == "sqlite" and not is_empty(connection):
            raise MigrationError(
                "The file in BAPTA_DATABASE_URL contains tables of another program."
            )


def _known_revisions() -> tuple[str, ...]:
    from web.storage.migrate import known_revisions

    return known_revisions()


@contextmanager
def _told() -> Iterator[None]:
    """Tell the driver's errors in one sentence, which repeats no statement and no value."""
    try:
        yield
    except IntegrityError:
        raise
    except TimeoutError as error:
        raise DatabaseUnavailableError("All connections to the database are in use.") from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:200]
        if "not a database" in reason or "malformed" in reason:
            raise DatabaseError(
                "The file in BAPTA_DATABASE_URL is not a valid database.", "bapta restore"
            ) from error
        away = isinstance(error, OperationalError | InterfaceError | InternalError)
        kind = DatabaseUnavailableError if away else DatabaseError
        raise kind(f"The database cannot be used: {reason}.") from error
