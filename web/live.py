"""The answerer of now: one reference, replaced whole while questions are being answered.

A question that is under way ends with the answerer that it began with; the next one meets the new
one. So a new index, new acts and new questions of the bank need no stop.
"""

import logging
from collections.abc import Callable, Hashable, Sequence
from threading import Event, Lock, Thread

from data.bank import BankQuestion
from data.corpus import Corpus
from data.errors import BaptaError
from qa.answer import Answer, Question
from qa.answer_cache import AnswerCache, Answering
from qa.listing import Listing
from qa.meaning import Meanings

EVERY = 0.5
"""Seconds between two looks at the stored index."""

_log = logging.getLogger("bapta.live")


class LiveAnswerer:
    """Answers with the newest answerer. Safe to share by threads."""

    def __init__(self, compose: Callable[[], Answering], look: Callable[[], Hashable]) -> None:
        """``compose`` makes an answerer from what is stored; what ``look`` gives changes with that.

        Raises as ``compose`` does.
        """
        self._compose = compose
        self._look = look
        self._stamp = look()
        self._composing = Lock()
        self._current = AnswerCache(compose())
        self._stop = Event()
        self._watcher: Thread | None = None

    @property
    def current(self) -> Answering:
        """The answerer of this moment, which no refresh changes."""
        return self._current

    @property
    def corpus(self) -> Corpus:
        """The acts that answers quote."""
        return self._current.corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        """The curated questions that lead to provisions."""
        return self._current.bank

    def ask(self, question: Question) -> Answer:
        """The answer to ``question``; raises as the answerer does."""
        return self._current.ask(question)

    def kept(self, question: Question) -> Answer | None:
        """Return the answer where it is in the cache, else None."""
        return self._current.kept(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        """The answer with all candidates behind it; raises as the answerer does."""
        return self._current.listing(question, limit)

    def meaning(self, questions: Sequence[Question]) -> Meanings:
        """What ``questions`` mean; raises as the answerer does."""
        return self._current.meaning(questions)

    def refresh(self) -> None:
        """Compose anew from what is stored, and answer with that from now on.

        Raises as ``compose`` does; then everything stays as it was.
        """
        with self._composing:
            stamp = self._look()
            self._current = AnswerCache(self._compose())
            self._stamp = stamp

    def watch(self, every: float = EVERY) -> None:
        """Refresh whenever the stored index changes, until :meth:`close`."""
        self._watcher = Thread(target=self._watch, args=(every,), name="bapta-live", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """End the watching."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()

    def _watch(self, every: float) -> None:
        seen = self._stamp
        while not self._stop.wait(every):
            stamp = self._seen()
            # A manifest may be replaced by refresh() too; the same state is composed once.
            if stamp in (seen, self._stamp):
                seen = stamp
                continue
            seen = stamp
            try:
                self.refresh()
            except (BaptaError, OSError) as error:
                # Half of a change, as one of two indexes: the other half changes the stamp again.
                _log.warning("The stored index is not taken up: %s", error)
            else:
                _log.info("The stored index is taken up.")

    def _seen(self) -> Hashable:
        """What is stored now; where that cannot be read, why, so that it is told of once."""
        try:
            return self._look()
        except OSError as error:
            return str(error)
