"""Errors of the database."""

from data.errors import BaptaError


class DatabaseError(BaptaError):
    """Unusable database."""


class DatabaseUnavailableError(DatabaseError):
    """Database that does not answer, or is locked by others for too long."""


class DatabaseValueError(DatabaseError):
    """Value that the database cannot store or compare, such as a text with a NUL character."""


class MigrationError(DatabaseError):
    """Tables of another migration than that of this version."""
