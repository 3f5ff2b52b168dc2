"""A cache of one value that is derived from the corpus, such as the checker of quotes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from data.corpus import Corpus

Value = TypeVar("Value")


class CorpusCache(Generic[Value]):
    """The value derived from the corpus that was asked about last. Safe to share by threads.

    A hot reload brings another corpus, so the value is derived anew. Threads that ask at the same
    moment wait for one derivation.
    """

    def __init__(self, derive: Callable[[Corpus], Value]) -> None:
        self._derive = derive
        self._lock = Lock()
        self._kept: tuple[Corpus, Value] | None = None

    def of(self, corpus: Corpus) -> Value:
        """Return the value for this very corpus. Raises as the derivation does."""
        with self._lock:
            kept = self._kept
            # Two corpora that are compared word by word would cost more than the value.
            if kept is None or kept[0] is not corpus:
                kept = self._kept = (corpus, self._derive(corpus))
            return kept[1]
