"""Errors of the database."""

from data.errors import BaptaError


class DatabaseError(BaptaError):
    """The database cannot be used."""


class DatabaseUnavailableError(DatabaseError):
    """The database does not answer, or others keep it busy for too long."""


class MigrationError(DatabaseError):
    """The tables are of another migration than this Bapta knows."""
