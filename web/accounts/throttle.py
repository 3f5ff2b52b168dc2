"""Throttle of wrong passwords, and the bound on audit entries about refused sign-ins."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

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


BETWEEN_ENTRIES = timedelta(hours=1)
"""Time between two entries of an action about one account."""


class RefusalCounts:
    """Refusals by account and action since the last entry; threads may share it.

    Anybody who knows a name can cause them.
    There are as many counts as accounts and actions: nothing is counted for unknown names.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._recorded: dict[tuple[str, str], datetime] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def take(self, account: str, action: str) -> int:
        """Count a refusal; return how many an entry is due for now, 0 for no entry."""
        key, now = (account, action), self._clock()
        with self._lock:
            count = self._counts.get(key, 0) + 1
            last = self._recorded.get(key)
            is_due = last is None or now - last >= BETWEEN_ENTRIES
            self._counts[key] = 0 if is_due else count
            if is_due:
                self._recorded[key] = now
        return count if is_due else 0
