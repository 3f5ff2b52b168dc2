"""Admission control: a bounded thread pool for questions with a bounded queue.

Requests beyond the queue get 503 with ``Retry-After``.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from web.http.problems import Problem, ProblemError

MAX_WAITING = 64
"""Questions under way; at a hundred a second the last one waits for well under a second."""

# As many questions as the model takes at once with profit; each thread more costs memory.
THREADS = 8
# Seconds after which one that was sent away should ask again.
LATER = 2

Done = TypeVar("Done")


class AdmissionQueue:
    """The queue of questions; its methods are called on the event loop alone."""

    def __init__(self, most: int = MAX_WAITING, threads: int = THREADS) -> None:
        """Admit at most ``most`` questions and answer ``threads`` of them at once."""
        self._most = most
        self._inside = 0
        self._threads = CapacityLimiter(threads)

    async def run(self, work: Callable[[], Done]) -> Done:
        """Return the result of ``work``, run in a thread when its turn comes.

        ProblemError (503 with ``Retry-After``) when all places are taken.
        """
        if self._inside >= self._most:
            raise ProblemError(Problem(503, "busy", headers={"Retry-After": str(LATER)}))
        self._inside += 1
        try:
            return await run_sync(work, limiter=self._threads)
        finally:
            self._inside -= 1
