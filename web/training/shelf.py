"""The decks of a site, one for each edition, made when they are first asked for."""

from threading import Lock

from data.bank import load_bank
from data.corpus import Corpus
from data.glossary import load_glossary
from qa.drills.deck import Deck


class Shelf:
    """The decks of a corpus. Threads may share it."""

    def __init__(self, corpus: Corpus) -> None:
        """Nothing is made yet."""
        self._corpus = corpus
        self._decks: dict[str, Deck] = {}
        self._lock = Lock()

    def deck(self, address: str) -> Deck:
        """The deck of an act, or of one edition of it. Raises ActError.

        The questions of the bank are asked of the edition that is in force alone: they name the
        provisions of that one.
        """
        act = self._corpus.at(address)
        name = self._corpus.address(act)
        with self._lock:
            if name not in self._decks:
                bank = load_bank(act) if act is self._corpus.act(act.id) else ()
                deck = Deck(act, bank, load_glossary())
                # Every card is found now, so that none is waited for later.
                _ = deck.by_key
                self._decks[name] = deck
            return self._decks[name]
