"""Errors of accounts."""

from data.errors import BaptaError


class AccountError(BaptaError):
    """An account cannot be made or changed as asked.

    ``code`` names the message ``problem.<code>`` of pages.
    """

    def __init__(self, message: str, fix: str | None = None, *, code: str) -> None:
        super().__init__(message, fix)
        self.code = code


class SignInBusyError(BaptaError):
    """Too many passwords are verified at this moment."""


class SecretError(BaptaError):
    """``BAPTA_SECRET`` is missing or too short."""
