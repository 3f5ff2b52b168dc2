"""Dynamic batching of questions from several threads.

One call of the model runs at a time, with all its threads. Questions that arrive meanwhile form
the next batch. This avoids CPU oversubscription; batch size grows with load, and a lone request
is encoded immediately.
"""

import copy
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NoReturn

from embeddings.encoder import Encoder, FloatMatrix, Progress

MAX_BATCH_TEXTS = 32


@dataclass(slots=True)
class _Job:
    texts: Sequence[str]
    result: FloatMatrix | Exception | None = None


class BatchingEncoder:
    """A thread-safe encoder that serialises and batches the calls of ``encoder``.

    A call of the model encodes at most ``max_texts`` texts, or more if one caller has more.
    """

    def __init__(self, encoder: Encoder, max_texts: int = MAX_BATCH_TEXTS) -> None:
        self.name = encoder.name
        self.question_name = encoder.question_name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._max_texts = max_texts
        self._waiting: deque[_Job] = deque()
        self._running = Lock()

    @property
    def waiting(self) -> int:
        """Return the number of calls in the queue."""
        return len(self._waiting)

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        job = _Job(texts)
        self._waiting.append(job)
        with self._running:
            # Another thread may have encoded this job in its batch.
            while job.result is None:
                self._run(job)
        if isinstance(job.result, Exception):
            _raise(job.result)
        return job.result

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        return self._encoder.encode_passages(texts, progress)

    def _next_batch(self) -> list[_Job]:
        """Take the oldest jobs that fit into a batch; the caller holds the lock."""
        jobs = [self._waiting.popleft()]
        texts = len(jobs[0].texts)
        while self._waiting and texts + len(self._waiting[0].texts) <= self._max_texts:
            jobs.append(self._waiting.popleft())
            texts += len(jobs[-1].texts)
        return jobs

    def _run(self, own: _Job) -> None:
        """Encode the next batch, in the thread of the job ``own``."""
        jobs = self._next_batch()
        try:
            self._encode(jobs)
        finally:
            # KeyboardInterrupt and SystemExit end this thread alone: the other jobs wait on.
            unfinished = [job for job in jobs if job.result is None and job is not own]
            self._waiting.extendleft(reversed(unfinished))

    def _encode(self, jobs: list[_Job]) -> None:
        try:
            rows = self._encoder.encode_queries([text for job in jobs for text in job.texts])
        # Each waiting thread gets the error, of whatever kind.
        except Exception as error:  # noqa: BLE001
            for job in jobs:
                job.result = error
            return
        start = 0
        for job in jobs:
            job.result = rows[start : start + len(job.texts)]
            start += len(job.texts)


def _raise(error: Exception) -> NoReturn:
    """Raise a copy of ``error``: threads that shared one object would share its traceback."""
    try:
        fresh = copy.copy(error)
    except TypeError:
        # The constructor of the error takes other arguments than it stores.
        fresh = RuntimeError(f"The questions are not encoded: {type(error).__name__}")
    raise fresh from error
