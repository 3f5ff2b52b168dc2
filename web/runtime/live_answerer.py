"""Hot reload: the current answerer, and values derived from its corpus.

A question in flight ends with the answerer that it began with.
"""

import logging
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from data.corpus import Corpus
from data.errors import BaptaError
from data.question_bank import BankQuestion
from qa.answer import Answer, Listing, Question
from qa.answerer import Answerer, Answering, StepRecorder
from qa.retrieval.question_similarity import QuestionVectors
from web.background import BackgroundWorker, Next

POLL_SECONDS = 1.0
"""Seconds between two polls of the stored state; Milvus is throttled by the composition."""

_log = logging.getLogger("bapta.live")


class ReloadingAnswerer:
    """Answerer that is replaced when the stored state changes. Threads may share it."""

    def __init__(self, compose: Callable[[], Answering], look: Callable[[], Hashable]) -> None:
        """Compose the first answerer; ``look`` returns a stamp of the stored state.

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
        """Return the current answerer, which stays the same during later reloads."""
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

    def restored(self, text: str, language: str) -> str:
        return self._current.restored(text, language)

    def refresh(self) -> None:
        """Replace the answerer by one composed from the stored state.

        Raises as ``compose`` does; then the old one stays.
        """
        with self._composing:
            stamp = self._look()
            self._current = self._compose()
            self._stamp = stamp

    def catch_up(self) -> None:
        """Refresh if the stored state changed, as the watch does."""
        self._step()

    def prepare(self) -> None:
        """Load what the first question would load, if the answerer can."""
        if isinstance(self._current, Answerer):
            self._current.prepare()

    def watch(self, every: float = POLL_SECONDS) -> None:
        """Refresh whenever the stored state changes, until :meth:`close`."""
        self._every = every
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """Stop watching, as :meth:`web.background.BackgroundWorker.close`."""
        self.worker.close(deadline)

    def _step(self) -> Next:
        """Refresh if the stored state changed; unexpected exceptions are retried by the worker."""
        stamp = self._current_stamp()
        # A manifest may be replaced by refresh() too; the same state is composed once.
        if stamp in (self._seen, self._stamp):
            self._seen = stamp
            return Next(self._every)
        try:
            self.refresh()
        except (BaptaError, OSError) as error:
            # An incomplete change, such as one of two indexes: the rest changes the stamp again.
            _log.warning("The stored index is not taken up: %s", error)
            self._seen = stamp
            return Next(self._every, succeeded=False)
        self._seen = stamp
        _log.info("The stored index is taken up.")
        return Next(self._every)

    def _current_stamp(self) -> Hashable:
        """Return the stamp of the stored state, or the error text, so that it is logged once."""
        try:
            return self._look()
        except OSError as error:
            return str(error)


Value = TypeVar("Value")


class CorpusCache(Generic[Value]):
    """Cache of one value derived from the current corpus. Threads may share it.

    A hot reload brings another corpus, which evicts the value. Concurrent callers wait for one
    derivation.
    """

    def __init__(self, derive: Callable[[Corpus], Value]) -> None:
        self._derive = derive
        self._lock = Lock()
        self._kept: tuple[Corpus, Value] | None = None

    def of(self, corpus: Corpus) -> Value:
        """Return the value for this very corpus. Raises as the derivation does."""
        with self._lock:
            kept = self._kept
            # By identity: comparing two corpora would cost more than the value.
            if kept is None or kept[0] is not corpus:
                kept = self._kept = (corpus, self._derive(corpus))
            return kept[1]
