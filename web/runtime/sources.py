"""Cache of the acts, the shipped bank and the lexicon, reloaded only when their files change."""

import os
from collections.abc import Hashable, Iterable
from pathlib import Path
from threading import Lock

from data.atomic_files import file_stamp
from data.corpus import SHIPPED, Corpus, LazyActs, act_files, load_corpus
from data.publications import active_publications, read_publications
from data.question_bank import BankQuestion, acts_with_bank
from data.reading_aids import AidsLibrary
from qa.query.lexicon import TranslationLexicon, load_lexicon
from qa.retrieval.bank_index import Bank, merge_bank, shipped_bank
from web.settings import Settings


class Sources:
    """Acts, question bank, lexicon and reading aids of a process. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.aids = AidsLibrary((SHIPPED, settings.acts) if settings.reading_aids else ())
        # Without it, two threads could load the acts twice.
        self._reading = Lock()
        self._read: tuple[Hashable, Corpus, tuple[BankQuestion, ...]] | None = None
        self._lexicon: tuple[Hashable, TranslationLexicon] | None = None

    def corpus(self) -> Corpus:
        """Return the shipped and the operator's acts. Raises SourceError for an invalid file."""
        return self._current()[1]

    def bank(self, own: Iterable[BankQuestion] | None = None) -> Bank:
        """Return the shipped bank merged with ``own``, by default the operator's active entries.

        Raises as :meth:`corpus`, and BankError if the operator's bank cannot be read.
        """
        _, corpus, shipped = self._current()
        return merge_bank(corpus, self._own() if own is None else own, shipped)

    def lexicon(self) -> TranslationLexicon:
        """Return the operator's lexicon, or the shipped one without it. Raises LexiconError."""
        path = self._settings.lexicon
        with self._reading:
            # Before the file is read: a change during the reading is then seen by the next call.
            stamp = file_stamp(path)
            kept = self._lexicon
            if kept is None or kept[0] != stamp:
                kept = self._lexicon = (stamp, load_lexicon(None if stamp is None else path))
            return kept[1]

    def all_have_a_bank(self) -> bool:
        """Return whether each act, or the one that it is a version of, has a shipped bank.

        Only the sidecars are read. Raises SourceError for an invalid one.
        """
        banked = acts_with_bank()
        files, _ = act_files(*self._folders())
        return all(
            file.sidecar.id in banked or file.sidecar.parallel_of in banked for file in files
        )

    def to_build(self) -> tuple[LazyActs, Bank]:
        """Return the current acts, loaded one by one, and the bank. Raises as :meth:`bank`.

        Only acts that the bank names stay in memory.
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
        """Return the active entries of the operator's bank."""
        return active_publications(read_publications(self._settings.bank))

    def _folders(self) -> tuple[Path, ...]:
        acts = self._settings.acts
        return (SHIPPED, acts) if acts.is_dir() else (SHIPPED,)


def _stamp(folder: Path) -> Hashable:
    """Return a stamp that changes when a file of ``folder`` is added, replaced or removed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    stats = [(entry.name, entry.stat()) for entry in entries]
    return tuple((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
