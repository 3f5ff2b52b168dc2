"""Password hashes by argon2id (RFC 9106), a few at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from secrets import token_urlsafe
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.accounts.errors import AccountError, SignInBusyError

MIN_LENGTH, MAX_LENGTH = 10, 200
# 16 letters, digits and signs: 96 bits.
_RANDOM_BYTES = 12


# Each computation of a hash takes 64 MiB and four cores for a moment.
MAX_COMPUTING = 2
# Those that wait for their turn each hold a thread of the pages.
MAX_COMPUTING_AND_WAITING = 8


def random_password() -> str:
    """Return a new random password."""
    return token_urlsafe(_RANDOM_BYTES)


class Passwords:
    """Hashing and verification of passwords, by default at the recommended cost.

    At most ``MAX_COMPUTING`` hashes are computed at once. Threads may share it.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._computing = BoundedSemaphore(MAX_COMPUTING)
        self._admitted = BoundedSemaphore(MAX_COMPUTING_AND_WAITING)

    def hash(self, password: str) -> str:
        """Return the hash to store. Raises AccountError for a password of the wrong length."""
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise AccountError(
                f"A password must have {MIN_LENGTH} to {MAX_LENGTH} characters.",
                code="password_length",
            )
        with self._turn():
            return self._hasher.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        """Return whether ``password`` matches the hash ``hashed``.

        Raises SignInBusyError when ``MAX_COMPUTING_AND_WAITING`` threads are here already.
        """
        with self._turn():
            try:
                return self._hasher.verify(hashed, password[: MAX_LENGTH + 1])
            except (VerificationError, InvalidHashError):
                return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the turn to compute a hash. Raises SignInBusyError when too many wait."""
        if not self._admitted.acquire(blocking=False):
            raise SignInBusyError("Too many people are signing in.")
        try:
            with self._computing:
                yield
        finally:
            self._admitted.release()

    @cached_property
    def dummy_hash(self) -> str:
        """Return a hash that no password matches, to spend the same time on unknown names."""
        with self._turn():
            return self._hasher.hash(token_urlsafe())
