"""Conversations kept for minutes in memory, so that pages without a script can be reloaded."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import Lock
from time import monotonic

from web.chat.conversation import Turn

MAX_KEPT = 500
KEEP_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """The turns of a page in ``language``, the text in its form, and the id of its tab."""

    turns: tuple[Turn, ...]
    language: str
    session: str
    typed: str = ""


class KeptConversations:
    """At most ``most`` conversations by random keys, each for ``KEEP_SECONDS``. Thread-safe."""

    def __init__(self, most: int = MAX_KEPT, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, KeptConversation]] = OrderedDict()
        self._lock = Lock()

    def keep(self, conversation: KeptConversation) -> str:
        """Return the key of ``conversation``; the oldest is evicted above the limit."""
        key = token_urlsafe(18)
        with self._lock:
            self._evict()
            self._kept[key] = (self._clock() + KEEP_SECONDS, conversation)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return key

    def find(self, key: str) -> KeptConversation | None:
        """Return the conversation of ``key``, None once it is evicted."""
        with self._lock:
            self._evict()
            found = self._kept.get(key)
        return found[1] if found else None

    def _evict(self) -> None:
        now = self._clock()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)
