"""LRU cache of training decks by act edition."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from data.corpus import Corpus
from data.edition_diff import Change, diff_editions
from data.eid import parent_of
from data.glossary import load_glossary
from data.model import Act
from data.question_bank import load_bank
from qa.drills.deck import Deck

# A deck of a thousand cards takes some 6 MB.
MAX_DECKS = 32

Value = TypeVar("Value")


class DeckCache:
    """Thread-safe cache of decks and of changed provisions.

    Keys contain the digest of the act: after a hot reload the decks of unchanged acts stay valid,
    and those of earlier texts are evicted in turn.
    """

    def __init__(self, most: int = MAX_DECKS) -> None:
        self._decks: _Cache[Deck] = _Cache(most)
        self._changed: _Cache[frozenset[str]] = _Cache(most)

    def deck(self, corpus: Corpus, address: str) -> Deck:
        """Return the deck of an act of ``corpus``, or of one edition of it. Raises ActError.

        Only the edition in force uses the question bank, which names its provisions.
        """
        act = corpus.at(address)
        in_force = act is corpus.act(act.id)
        return self._decks.get(
            (*_cache_key(act), in_force), lambda: _build_deck(act, in_force=in_force)
        )

    def changed(self, corpus: Corpus, act: Act) -> frozenset[str]:
        """Return the eIds of provisions that are new or reworded since the previous edition.

        Their parents, whose lists contain them, are included. Empty without a previous edition.
        """
        older = iter(corpus.editions(act.id))
        found = any(edition.edition_id == act.edition_id for edition in older)
        previous = next(older, None) if found else None
        if previous is None:
            return frozenset()
        return self._changed.get(
            (*_cache_key(act), *_cache_key(previous)), lambda: _changed_eids(previous, act)
        )


class _Cache(Generic[Value]):
    """LRU cache in which threads wait only for a value of the same key."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._build_locks: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """Return the value of ``key``, built once for all threads that ask for it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            build_lock = self._build_locks.setdefault(key, Lock())
        with build_lock:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = build()
            with self._lock:
                self._values[key] = value
                self._build_locks.pop(key, None)
                while len(self._values) > self._max_size:
                    self._values.popitem(last=False)
        return value


def _cache_key(act: Act) -> tuple[str, str, str]:
    return act.id, act.edition_id, act.digest


def _build_deck(act: Act, *, in_force: bool) -> Deck:
    deck = Deck(act, load_bank(act) if in_force else (), load_glossary())
    # Build the cards now, so that no later request waits for them.
    _ = deck.by_key
    return deck


def _changed_eids(previous: Act, act: Act) -> frozenset[str]:
    changes = diff_editions(previous, act)
    eids = {each.eid for each in changes if each.change is not Change.REMOVED}
    parents = {parent for eid in eids if (parent := parent_of(eid)) is not None}
    return frozenset(eids | parents)
