"""Errors of accounts."""

from data.errors import BaptaError


class AccountError(BaptaError):
    """An account cannot be made or changed as asked."""


class SignInBusyError(BaptaError):
    """Too many passwords are verified at this moment."""


class SecretError(BaptaError):
    """``BAPTA_SECRET`` is missing or too short."""
