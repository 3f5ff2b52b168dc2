"""Hot reload: the current answerer, and values that are derived from its corpus.

A question in flight ends with the answerer that it began with, so a reload needs no restart."""

import logging
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from data.corpus import Corpus
from data.errors import BaptaError
from data.question_bank import BankQuestion
from qa.answer import Answer, Listing, Question
from qa.answerer import Answering, StepRecorder
from qa.retrieval.question_similarity import QuestionVectors
from web.background import BackgroundWorker, Next

POLL_SECONDS = 1.0
"""Seconds between two looks at the stored index; Milvus is asked more seldom, see
web.runtime.composition.
"""

_log = logging.getLogger("bapta.live")


class ReloadingAnswerer:
    """Answers with the newest answerer. Safe to share by threads."""

    def __init__(self, compose: Callable[[], Answering], look: Callable[[], Hashable]) -> None:
        """``compose`` makes an answerer from what is stored; what ``look`` gives changes with that.

        Raises as ``compose`` does.
        """
        self._compose = compose
        self._look = look
        self._stamp = look()
        self._composing = Lock()
        self._current = compose()
        self._seen = self._stamp
        self._every = POLL_SECONDS
        self.worker = BackgroundWorker("live", self._step)

    @property
    def current(self) -> Answering:
        """Return the answerer of this moment, which no refresh changes."""
        return self._current

    @property
    def corpus(self) -> Corpus:
        return self._current.corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        return self._current.bank

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        """Return the answer to ``question``; raises as the answerer does."""
        return self._current.ask(question, record)

    def cached(self, question: Question) -> Answer | None:
        """Return the answer where it is in the cache, else None."""
        return self._current.cached(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        return self._current.listing(question, limit)

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        return self._current.encode_questions(questions)

    def refresh(self) -> None:
        """Compose anew from what is stored, and answer with that from now on.

        Raises as ``compose`` does; then everything stays as it was.
        """
        with self._composing:
            stamp = self._look()
            self._current = self._compose()
            self._stamp = stamp

    def watch(self, every: float = POLL_SECONDS) -> None:
        """Refresh whenever the stored index changes, until :meth:`close`."""
        self._every = every
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End the watching, as :meth:`web.background.BackgroundWorker.close`."""
        self.worker.close(deadline)

    def _step(self) -> Next:
        """Refresh where what is stored has changed; raises unexpected exceptions, to be retried."""
        stamp = self._look_again()
        # A manifest may be replaced by refresh() too; the same state is composed once.
        if stamp in (self._seen, self._stamp):
            self._seen = stamp
            return Next(self._every)
        try:
            self.refresh()
        except (BaptaError, OSError) as error:
            # Half of a change, as one of two indexes: the other half changes the stamp again.
            _log.warning("The stored index is not taken up: %s", error)
            self._seen = stamp
            return Next(self._every, succeeded=False)
        self._seen = stamp
        _log.info("The stored index is taken up.")
        return Next(self._every)

    def _look_again(self) -> Hashable:
        """Return the stamp of the stored state, or the error text, so that one failure is logged
        once.
        """
        try:
            return self._look()
        except OSError as error:
            return str(error)


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
