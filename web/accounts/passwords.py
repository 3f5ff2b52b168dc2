"""Passwords: hashed by argon2id with the parameters that argon2-cffi recommends (RFC 9106)."""

from functools import cached_property
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.accounts.errors import AccountError

LEAST, MOST = 10, 200


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """``hasher`` is by default the one with the recommended cost."""
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Return the hash to store. AccountError for a password that is too short or too long."""
        if not LEAST <= len(password) <= MOST:
            raise AccountError(f"A password must have {LEAST} to {MOST} characters.")
        return self._hasher.hash(password)

    def is_right(self, kept: str, password: str) -> bool:
        """Return whether ``password`` matches the hash ``kept``."""
        try:
            return self._hasher.verify(kept, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def of_nobody(self) -> str:
        """Return a hash that no password matches; checking it takes as long as checking a real
        one.
        """
        return self._hasher.hash(token_urlsafe())
