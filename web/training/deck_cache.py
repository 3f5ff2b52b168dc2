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

# Decks that are kept; a deck of a thousand cards takes some 6 MB.
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
        return self._decks.get((*_state(act), in_force), lambda: _make(act, in_force=in_force))

    def changed(self, corpus: Corpus, act: Act) -> frozenset[str]:
        """Return the eIds of provisions that are new or reworded since the previous edition.

        Their parents, whose lists contain them, are included. Empty without a previous edition.
        """
        editions = corpus.editions(act.id)
        older = iter(editions)
        found = any(each.edition_id == act.edition_id for each in older)
        before = next(older, None) if found else None
        if before is None:
            return frozenset()
        return self._changed.get((*_state(act), *_state(before)), lambda: _changed(before, act))


class _Cache(Generic[Value]):
    """LRU cache in which threads wait only for a value of the same key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``, built once for all threads that ask for it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            value = make()
            with self._lock:
                self._kept[key] = value
                self._making.pop(key, None)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return value


def _state(act: Act) -> tuple[str, str, str]:
    return act.id, act.edition_id, act.digest


def _make(act: Act, *, in_force: bool) -> Deck:
    deck = Deck(act, load_bank(act) if in_force else (), load_glossary())
    # Every card is found now, so that none is waited for later.
    _ = deck.by_key
    return deck


def _changed(before: Act, act: Act) -> frozenset[str]:
    eids = {each.eid for each in diff_editions(before, act) if each.change is not Change.REMOVED}
    above = {parent for eid in eids if (parent := parent_of(eid)) is not None}
    return frozenset(eids | above)
