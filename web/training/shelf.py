"""The decks of a site, one for each edition, made when they are first asked for."""

from collections import OrderedDict, defaultdict
from threading import Lock

from data.act import Act
from data.bank import load_bank
from data.corpus import Corpus
from data.differences import Change, differences
from data.eid import parent_of
from data.glossary import load_glossary
from qa.drills.deck import Deck

# Decks that are kept; a deck of a thousand cards takes some 6 MB.
MOST_DECKS = 32


class Shelf:
    """The decks of a corpus. Threads may share it; none waits for the deck of another act."""

    def __init__(self, corpus: Corpus, most: int = MOST_DECKS) -> None:
        """Nothing is made yet; of more than ``most`` decks, the longest unused are put away."""
        self._corpus = corpus
        self._most = most
        self._decks: OrderedDict[str, Deck] = OrderedDict()
        self._changed: dict[str, frozenset[str]] = {}
        self._lock = Lock()
        self._making: defaultdict[str, Lock] = defaultdict(Lock)

    def deck(self, address: str) -> Deck:
        """The deck of an act, or of one edition of it. Raises ActError.

        The questions of the bank are asked of the edition that is in force alone: they name the
        provisions of that one.
        """
        act = self._corpus.at(address)
        name = self._corpus.address(act)
        with self._lock:
            making = self._making[name]
        with making:
            deck = self._kept(name)
            if deck is None:
                deck = self._make(act)
                self._keep(name, deck)
        return deck

    def changed(self, act: Act) -> frozenset[str]:
        """The provisions of an act whose words the edition before it did not have, and the
        provisions above them, whose lists they are in."""
        name = self._corpus.address(act)
        if name not in self._changed:
            editions = self._corpus.editions(act.id)
            place = next(n for n, each in enumerate(editions) if each.edition_id == act.edition_id)
            before = editions[place + 1 : place + 2]
            eids = {
                each.eid
                for old in before
                for each in differences(old, act)
                if each.change is not Change.REMOVED
            }
            above = {parent for eid in eids if (parent := parent_of(eid)) is not None}
            self._changed[name] = frozenset(eids | above)
        return self._changed[name]

    def _make(self, act: Act) -> Deck:
        bank = load_bank(act) if act is self._corpus.act(act.id) else ()
        deck = Deck(act, bank, load_glossary())
        # Every card is found now, so that none is waited for later.
        _ = deck.by_key
        return deck

    def _kept(self, name: str) -> Deck | None:
        with self._lock:
            if name in self._decks:
                self._decks.move_to_end(name)
            return self._decks.get(name)

    def _keep(self, name: str, deck: Deck) -> None:
        with self._lock:
            self._decks[name] = deck
            while len(self._decks) > self._most:
                self._decks.popitem(last=False)
