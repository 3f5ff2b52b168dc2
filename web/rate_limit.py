"""The limit of questions a minute and client, kept in memory by each process."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

WINDOW = 60.0
MOST_CLIENTS = 10_000


class RateLimiter:
    """A sliding window of ``WINDOW`` seconds for each client.

    At most ``MOST_CLIENTS`` clients are remembered; the one that asked longest ago is forgotten
    first. Nothing is written down, and a process knows only its own questions.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = monotonic) -> None:
        """Allow ``limit`` questions in a window; 0 allows any number."""
        self._limit = limit
        self._clock = clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str) -> int:
        """Count a question of ``client``: 0 when it may be asked, else whole seconds to wait."""
        if self._limit == 0:
            return 0
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault(client, deque())
            self._asked.move_to_end(client)
            if len(self._asked) > MOST_CLIENTS:
                self._asked.popitem(last=False)
            while asked and asked[0] <= now - WINDOW:
                asked.popleft()
            if len(asked) >= self._limit:
                return max(1, math.ceil(asked[0] + WINDOW - now))
            asked.append(now)
        return 0
