"""Bound on audit entries about refused sign-ins, which anybody who knows a name can cause."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

BETWEEN_ENTRIES = timedelta(hours=1)
"""Time between two entries of an action about one account."""


class RefusalCounts:
    """Refusals by account and action since the last entry; threads may share it.

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
