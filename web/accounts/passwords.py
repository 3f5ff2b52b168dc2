"""Passwords: hashing by argon2id (RFC 9106), and the throttle of wrong ones."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from secrets import token_urlsafe
from threading import Lock

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

    def verify(self, kept: str, password: str) -> bool:
        """Return whether ``password`` matches the hash ``kept``."""
        try:
            return self._hasher.verify(kept, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def dummy_hash(self) -> str:
        """Return a hash that no password matches; checking it takes as long as checking a real
        one.
        """
        return self._hasher.hash(token_urlsafe())


MAX_FAILURES = 5
FIRST_REFUSAL = timedelta(seconds=30)
MAX_REFUSAL = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
MAX_KEYS = 10_000

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Attempts:
    """Attempts in a row without success, and when the next one is let in."""

    count: int
    last: datetime
    until: datetime


class SignInThrottle:
    """Count attempts to sign in. Safe to share by threads.

    At most ``MAX_KEYS`` keys are remembered; the one that tried longest ago is evicted first.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Start with no attempts; ``clock`` gives the time in UTC."""
        self._clock = clock
        self._attempts: OrderedDict[Key, _Attempts] = OrderedDict()
        self._lock = Lock()

    def admit(self, key: Key) -> bool:
        """Count an attempt and return True, or return False while ``key`` is refused.

        It counts before the password is checked, so that attempts at the same moment count too.
        The fifth attempt in a row begins a refusal of 30 seconds; each one after that doubles it.
        """
        now = self._clock()
        with self._lock:
            before = self._attempts.get(key)
            if before is not None and now < before.until:
                return False
            is_fresh = before is None or now - before.last > FORGOTTEN_AFTER
            count = 1 if before is None or is_fresh else before.count + 1
            self._attempts[key] = _Attempts(count, now, now + _refusal(count))
            self._attempts.move_to_end(key)
            if len(self._attempts) > MAX_KEYS:
                self._attempts.popitem(last=False)
            return True

    def is_refused(self, key: Key) -> bool:
        """Return whether the next attempt of ``key`` would be refused now."""
        with self._lock:
            attempts = self._attempts.get(key)
            return attempts is not None and self._clock() < attempts.until

    def forget(self, key: Key) -> None:
        """Drop the attempts of ``key``, which has signed in."""
        with self._lock:
            self._attempts.pop(key, None)


def _refusal(count: int) -> timedelta:
    if count < MAX_FAILURES:
        return timedelta()
    # The exponent is bounded: a power of two of any size would not fit into a timedelta.
    doubled: timedelta = FIRST_REFUSAL * 2 ** min(count - MAX_FAILURES, 10)
    return min(doubled, MAX_REFUSAL)
