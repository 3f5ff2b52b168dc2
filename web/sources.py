"""The acts and the bank that comes with Bapta, read again only when a file of the acts is another.

So a publication is composed from what is there, and no act is parsed for it.
"""

import os
from collections.abc import Hashable, Iterable
from pathlib import Path

from data.bank import BankQuestion
from data.corpus import SHIPPED, Corpus, load_corpus
from data.own_bank import read_publications, standing
from qa.bank_index import Bank, bank_of, bank_with
from web.settings import Settings


class Sources:
    """What a process answers from. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is read yet."""
        self._settings = settings
        self._read: tuple[Hashable, Corpus, tuple[BankQuestion, ...]] | None = None

    def corpus(self) -> Corpus:
        """The shipped acts and the operator's; SourceError when a file of theirs is wrong."""
        return self._current()[1]

    def bank(self, own: Iterable[BankQuestion] | None = None) -> Bank:
        """The bank that comes with Bapta and ``own``, by default what stands in the operator's.

        Raises as :meth:`corpus`, and BankError when the operator's cannot be read.
        """
        _, corpus, shipped = self._current()
        if own is None:
            own = standing(read_publications(self._settings.bank))
        return bank_with(corpus, own, shipped)

    def _current(self) -> tuple[Hashable, Corpus, tuple[BankQuestion, ...]]:
        stamp = _stamp(self._settings.acts)
        read = self._read
        if read is None or read[0] != stamp:
            own = (self._settings.acts,) if self._settings.acts.is_dir() else ()
            corpus = load_corpus(SHIPPED, *own)
            read = self._read = (stamp, corpus, bank_of(corpus))
        return read


def _stamp(folder: Path) -> Hashable:
    """What changes when a file of ``folder`` is put in, replaced or taken away."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    stats = [(entry.name, entry.stat()) for entry in entries]
    return tuple((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
