"""The cache of decks, one for each state of each edition, made when they are first asked for."""

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
    """The decks of whichever corpus is asked about. Safe to share by threads.

    A deck belongs to an edition and to the digest of its act: after a hot reload the decks of acts
    that are the same are kept, and those of the earlier texts are evicted in their turn.
    """

    def __init__(self, most: int = MAX_DECKS) -> None:
        """Nothing is made yet; of more than ``most`` decks, the least recently used are evicted."""
        self._decks: _Cache[Deck] = _Cache(most)
        self._changed: _Cache[frozenset[str]] = _Cache(most)

    def deck(self, corpus: Corpus, address: str) -> Deck:
        """Return the deck of an act of ``corpus``, or of one edition of it. Raises ActError.

        The questions of the bank are asked of the edition that is in force alone: they name the
        provisions of that one.
        """
        act = corpus.at(address)
        in_force = act is corpus.act(act.id)
        return self._decks.get((*_state(act), in_force), lambda: _make(act, in_force=in_force))

    def changed(self, corpus: Corpus, act: Act) -> frozenset[str]:
        """Return the provisions of an act whose words the edition before it did not have, and the
        provisions above them, whose lists they are in; none where ``corpus`` has no edition
        before it, or no such edition."""
        editions = corpus.editions(act.id)
        older = iter(editions)
        found = any(each.edition_id == act.edition_id for each in older)
        before = next(older, None) if found else None
        if before is None:
            return frozenset()
        return self._changed.get((*_state(act), *_state(before)), lambda: _changed(before, act))


class _Cache(Generic[Value]):
    """An LRU cache in which no thread waits for the value of another key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``, made once for all threads that ask for it."""
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
