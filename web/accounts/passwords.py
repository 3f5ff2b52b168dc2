"""Password hashes by argon2id (RFC 9106), and the throttle of wrong passwords."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from secrets import token_urlsafe
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.accounts.errors import AccountError, SignInBusyError

MIN_LENGTH, MAX_LENGTH = 10, 200


# Each computation of a hash takes 64 MiB and four cores for a moment.
MAX_COMPUTING = 2
# Those that wait for their turn each hold a thread of the pages.
MAX_COMPUTING_AND_WAITING = 8


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
            raise AccountError(f"A password must have {MIN_LENGTH} to {MAX_LENGTH} characters.")
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


MAX_FAILURES = 5
FIRST_REFUSAL = timedelta(seconds=30)
MAX_REFUSAL = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
MAX_KEYS = 10_000

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Attempts:
    """Consecutive failed attempts, and the end of their refusal."""

    count: int
    last: datetime
    until: datetime


class SignInThrottle:
    """Throttle of sign-in attempts; ``clock`` gives the time in UTC. Threads may share it.

    Above ``MAX_KEYS`` keys the one with the oldest attempt is evicted.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._attempts: OrderedDict[Key, _Attempts] = OrderedDict()
        self._lock = Lock()

    def admit(self, key: Key) -> bool:
        """Count an attempt and return True, or return False while ``key`` is refused.

        It counts before the password is checked, so that concurrent attempts count too. The fifth
        consecutive attempt starts a refusal of 30 seconds; each later one doubles it.
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
    # Bounded exponent: a larger power of two does not fit into a timedelta.
    doubled: timedelta = FIRST_REFUSAL * 2 ** min(count - MAX_FAILURES, 10)
    return min(doubled, MAX_REFUSAL)
