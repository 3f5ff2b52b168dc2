"""Errors of the database."""

from data.errors import BaptaError


class DatabaseError(BaptaError):
    """Unusable database."""


class DatabaseUnavailableError(DatabaseError):
    """Database that does not answer, or is locked by others for too long."""


class MigrationError(DatabaseError):
    """Tables of another migration than that of this version."""
