"""The acts and the bank that comes with Bapta, read again only when a file of the acts is another.

So a publication is composed from what is there, and no act is parsed for it.
"""

import os
from collections.abc import Hashable, Iterable
from pathlib import Path
from threading import Lock

from data.corpus import SHIPPED, Corpus, LazyActs, act_files, load_corpus
from data.publications import active_publications, read_publications
from data.question_bank import BankQuestion, acts_with_bank
from qa.retrieval.bank_index import Bank, merge_bank, shipped_bank
from web.settings import Settings


class Sources:
    """What a process answers from. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is read yet."""
        self._settings = settings
        # Two threads that load the acts at once would hold them twice.
        self._reading = Lock()
        self._read: tuple[Hashable, Corpus, tuple[BankQuestion, ...]] | None = None

    def corpus(self) -> Corpus:
        """The shipped acts and the operator's; SourceError when a file of theirs is wrong."""
        return self._current()[1]

    def bank(self, own: Iterable[BankQuestion] | None = None) -> Bank:
        """The bank that comes with Bapta and ``own``, by default what stands in the operator's.

        Raises as :meth:`corpus`, and BankError when the operator's cannot be read.
        """
        _, corpus, shipped = self._current()
        return merge_bank(corpus, self._own() if own is None else own, shipped)

    def to_build(self) -> tuple[LazyActs, Bank]:
        """The current acts, to be gone through one by one, and the bank as :meth:`bank` gives it;
        no act is kept but those that the bank names. Raises as :meth:`bank`.
        """
        files, _ = act_files(*self._folders())
        own = self._own()
        named = acts_with_bank().union(entry.act for entry in own)
        banked = LazyActs([file for file in files if file.sidecar.id in named])
        return LazyActs(files), merge_bank(Corpus(tuple(banked)), own)

    def _current(self) -> tuple[Hashable, Corpus, tuple[BankQuestion, ...]]:
        with self._reading:
            stamp = _stamp(self._settings.acts)
            read = self._read
            if read is None or read[0] != stamp:
                corpus = load_corpus(*self._folders())
                read = self._read = (stamp, corpus, shipped_bank(corpus))
            return read

    def _own(self) -> tuple[BankQuestion, ...]:
        """What stands in the operator's bank."""
        return active_publications(read_publications(self._settings.bank))

    def _folders(self) -> tuple[Path, ...]:
        acts = self._settings.acts
        return (SHIPPED, acts) if acts.is_dir() else (SHIPPED,)


def _stamp(folder: Path) -> Hashable:
    """What changes when a file of ``folder`` is put in, replaced or taken away."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    stats = [(entry.name, entry.stat()) for entry in entries]
    return tuple((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
