"""Database of one process: transactions, and the check that its migration is current."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    TimeoutError,
)
from sqlalchemy.orm import Session

from web.storage.engine import READING, file_identity, open_engine, sqlite_file
from web.storage.errors import (
    DatabaseError,
    DatabaseUnavailableError,
    DatabaseValueError,
    MigrationError,
)
from web.storage.migrate import NEWEST, current_revision, is_empty, known_revisions, upgrade

# Key of an advisory lock, which other programs on the server are unlikely to use.
_UPGRADING = 7_206_113_001


class Database:
    """A database that is connected to on first use. Threads may share it."""

    def __init__(self, url: str) -> None:
        """Raise DatabaseError for an unusable URL; do not connect yet."""
        self._engine = open_engine(url)
        self._is_checked = False
        # The file that was checked; None for a server.
        self._checked_file: tuple[int, int] | None = None
        self._lock = Lock()

    @property
    def engine(self) -> Engine:
        """Return the engine, whose tables may not be checked yet."""
        return self._engine

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database; None for a server."""
        return sqlite_file(self._engine)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction that may write, committed at the end of the block.

        Raises DatabaseUnavailableError, MigrationError; IntegrityError if the block violates a
        constraint.
        """
        with _translated_errors():
            self.check()
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                # Connect now, so that a busy database raises here and not within the block.
                session.connection()
                yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads. Raises as :meth:`begin`."""
        with _translated_errors():
            self.check()
            engine = self._engine.execution_options(**{READING: True})
            with Session(engine, expire_on_commit=False) as session, session.begin():
                session.connection()
                yield session

    def check(self) -> None:
        """Create the tables of a new SQLite file; reject tables of another migration.

        After the first success only another SQLite file is checked, and a missing one is not
        created. Raises DatabaseUnavailableError, MigrationError.
        """
        file = sqlite_file(self._engine)
        if self._is_unchanged(file):
            return
        with self._lock, _translated_errors():
            if self._is_unchanged(file):
                return
            if file is not None and not file.exists():
                if self._is_checked:
                    raise DatabaseUnavailableError(f"The database {file} is no longer there.")
                self.upgrade()
            with self._engine.connect() as connection:
                # Another process may have created the file but not the tables yet.
                new = file is not None and is_empty(connection)
            if new:
                self.upgrade()
            with self._engine.connect() as connection:
                self._require_newest(connection)
            self._checked_file = None if file is None else file_identity(file)
            self._is_checked = True

    def _is_unchanged(self, file: Path | None) -> bool:
        """Return whether the tables were checked, in the SQLite file that is there now."""
        return self._is_checked and (file is None or file_identity(file) == self._checked_file)

    def upgrade(self, revision: str = NEWEST) -> tuple[str | None, str]:
        """Migrate the tables to ``revision``; return the revisions before and after.

        Atomic, and one process at a time. An older ``revision`` is for a new database that takes
        rows of that time. Raises as :meth:`check`.
        """
        with _translated_errors():
            self._create_file()
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADING})"))
                before = current_revision(connection)
                self._reject_foreign(connection, before)
                if before != revision:
                    upgrade(connection, revision)
            return before, revision

    def revision(self) -> str | None:
        """Return the migration of the tables; None if there are none."""
        with _translated_errors(), self._engine.connect() as connection:
            return current_revision(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _create_file(self) -> None:
        file = sqlite_file(self._engine)
        if file is not None and not file.exists():
            try:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # It holds people's questions, so no other user of the machine may read it.
                os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
            except OSError as error:
                raise DatabaseUnavailableError(
                    f"The database {file} cannot be created: {error.strerror}."
                ) from error

    def _require_newest(self, connection: Connection) -> None:
        found = current_revision(connection)
        self._reject_foreign(connection, found)
        if found is None:
            raise MigrationError("The database has no tables yet.", "bapta db upgrade")
        if found != NEWEST:
            raise MigrationError(
                "The database was made by an older version of Bapta.", "bapta db upgrade"
            )

    def _reject_foreign(self, connection: Connection, found: str | None) -> None:
        if found not in {None, NEWEST} and found not in known_revisions():
            raise MigrationError(
                f"The database was made by a newer version of Bapta (migration {found}). "
                "Install that version."
            )
        if found is None and connection.dialect.name == "sqlite" and not is_empty(connection):
            raise MigrationError(
                "The file in BAPTA_DATABASE_URL contains tables of another program."
            )


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Convert the driver's errors into DatabaseError, without statements and values."""
    try:
        yield
    except IntegrityError:
        raise
    except TimeoutError as error:
        raise DatabaseUnavailableError("All connections to the database are in use.") from error
    except DataError as error:
        # Without its reason, which may repeat the value.
        raise DatabaseValueError("The database cannot take a value.") from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:200]
        if "not a database" in reason or "malformed" in reason:
            raise DatabaseError(
                "The file in BAPTA_DATABASE_URL is not a valid database.", "bapta restore"
            ) from error
        is_unavailable = isinstance(error, OperationalError | InterfaceError | InternalError)
        kind = DatabaseUnavailableError if is_unavailable else DatabaseError
        raise kind(f"The database cannot be used: {reason}.") from error
