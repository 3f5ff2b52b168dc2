"""Errors of backups."""

from data.errors import BaptaError


class BackupError(BaptaError):
    """A backup cannot be written or cannot be restored."""
