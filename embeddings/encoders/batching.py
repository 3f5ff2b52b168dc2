"""Questions of several threads, encoded together.

One call of the model runs at a time and has all its threads; the questions that come while it runs
are taken together by the next one. So the cores are never asked for twice, and the more wait, the
larger the batch. A question that comes alone waits for nobody.
"""

import copy
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Progress

MAX_BATCH = 32
"""Texts that are encoded together."""

Vectors = NDArray[np.float32]


@dataclass(slots=True)
class _Job:
    texts: Sequence[str]
    rows: Vectors | None = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.rows is not None or self.error is not None


class BatchingEncoder:
    """An encoder for many threads at once, made of one that is best called by one at a time."""

    def __init__(self, encoder: Encoder, most: int = MAX_BATCH) -> None:
        """``most`` texts are encoded in one call, or those of one caller where they are more."""
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._most = most
        self._waiting: deque[_Job] = deque()
        self._running = Lock()

    @property
    def waiting(self) -> int:
        """Return the number of calls that wait for the running one to end."""
        return len(self._waiting)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as unit rows (n, dimension)."""
        job = _Job(texts)
        self._waiting.append(job)
        with self._running:
            # Whoever ran before may have taken this one along.
            while not job.done:
                self._run(job)
        if job.error is not None:
            _raise(job.error)
        assert job.rows is not None
        return job.rows

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as unit rows (n, dimension), in the order of ``texts``."""
        return self._encoder.encode_passages(texts, progress)

    def _next(self) -> list[_Job]:
        """The jobs that waited longest, as many as fit; only one thread at a time is here."""
        jobs = [self._waiting.popleft()]
        texts = len(jobs[0].texts)
        while self._waiting and texts + len(self._waiting[0].texts) <= self._most:
            jobs.append(self._waiting.popleft())
            texts += len(jobs[-1].texts)
        return jobs

    def _run(self, own: _Job) -> None:
        """Encode those who waited longest, in the thread that asks for ``own``."""
        jobs = self._next()
        try:
            self._encode(jobs)
        finally:
            # KeyboardInterrupt and SystemExit end this thread alone: the others are still waiting.
            left = [job for job in jobs if not job.done and job is not own]
            self._waiting.extendleft(reversed(left))

    def _encode(self, jobs: list[_Job]) -> None:
        try:
            rows = self._encoder.encode_queries([text for job in jobs for text in job.texts])
        except Exception as error:
            # Each of those who wait is told; the next batch is tried anew.
            for job in jobs:
                job.error = error
            return
        start = 0
        for job in jobs:
            job.rows = rows[start : start + len(job.texts)]
            start += len(job.texts)


def _raise(error: Exception) -> NoReturn:
    """Raise an exception like ``error`` from it.

    Several threads raise for one batch, and one object of all would gather all their tracebacks.
    """
    try:
        fresh = copy.copy(error)
    except TypeError:
        # Its constructor takes other arguments than it keeps.
        fresh = RuntimeError(f"The questions are not encoded: {type(error).__name__}")
    raise fresh from error
