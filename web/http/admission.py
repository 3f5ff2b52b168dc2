"""Admission control: a bounded thread pool for questions with a fair, bounded queue.

A network has a share of the places and of the threads, and the networks take turns. Requests
beyond the queue or the share get 503 with ``Retry-After``.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, Event
from anyio.to_thread import run_sync

from web.http.problems import Problem, ProblemError

MAX_WAITING = 64
"""Questions under way; at a hundred a second the last one waits for well under a second."""

# As many questions as the model takes at once with profit; each thread more costs memory.
THREADS = 8
# Places of one network: others find room however many it sends.
SHARE = MAX_WAITING // 4
# Threads of one network: with all of them busy others would wait for its slowest question.
THREAD_SHARE = THREADS // 2
# Seconds after which a refused client should ask again.
LATER = 2

Done = TypeVar("Done")


class AdmissionQueue:
    """The queue of questions; its methods are called on the event loop alone."""

    def __init__(
        self,
        most: int = MAX_WAITING,
        threads: int = THREADS,
        share: int = SHARE,
        thread_share: int = THREAD_SHARE,
    ) -> None:
        """Admit at most ``most`` questions and answer ``threads`` of them at once.

        One network has at most ``share`` of the places and ``thread_share`` of the threads.
        """
        self._most, self._share, self._thread_share = most, share, thread_share
        self._inside = 0
        self._admitted: Counter[str] = Counter()
        self._free = threads
        self._running: Counter[str] = Counter()
        # Questions that wait for a thread; the network whose turn is next comes first.
        self._waiting: OrderedDict[str, deque[Event]] = OrderedDict()
        self._threads = CapacityLimiter(threads)

    @property
    def inside(self) -> int:
        """Return the number of admitted questions, which run or wait."""
        return self._inside

    async def run(self, work: Callable[[], Done], network: str) -> Done:
        """Return the result of ``work`` for ``network``, run in a thread when its turn comes.

        ProblemError (503 with ``Retry-After``) when all places, or its share, are taken.
        """
        if self._inside >= self._most or self._admitted[network] >= self._share:
            raise ProblemError(Problem(503, "busy", headers={"Retry-After": str(LATER)}))
        self._inside += 1
        self._admitted[network] += 1
        try:
            await self._turn(network)
            try:
                return await run_sync(work, limiter=self._threads)
            finally:
                self._release(network)
        finally:
            self._inside -= 1
            _subtract(self._admitted, network)

    async def _turn(self, network: str) -> None:
        """Wait until a thread is given to this question of ``network``."""
        turn = Event()
        self._waiting.setdefault(network, deque()).append(turn)
        self._give_threads()
        try:
            await turn.wait()
        except BaseException:
            # The client is gone, perhaps at the moment at which its turn came.
            if turn.is_set():
                self._release(network)
            else:
                self._remove(network, turn)
            raise

    def _release(self, network: str) -> None:
        self._free += 1
        _subtract(self._running, network)
        self._give_threads()

    def _give_threads(self) -> None:
        """Give each free thread to the oldest question of the network whose turn it is."""
        while self._free:
            ready = (each for each in self._waiting if self._running[each] < self._thread_share)
            # The first of those with the fewest threads.
            network = min(ready, key=self._running.__getitem__, default=None)
            if network is None:
                return
            turn = self._waiting[network][0]
            self._remove(network, turn)
            if network in self._waiting:
                self._waiting.move_to_end(network)
            self._free -= 1
            self._running[network] += 1
            turn.set()

    def _remove(self, network: str, turn: Event) -> None:
        self._waiting[network].remove(turn)
        if not self._waiting[network]:
            del self._waiting[network]


def admission_queue(*, is_shared: bool) -> AdmissionQueue:
    """Return the queue of a site; unless ``is_shared`` one network may take all of it."""
    return (
        AdmissionQueue()
        if is_shared
        else AdmissionQueue(MAX_WAITING, THREADS, MAX_WAITING, THREADS)
    )


def _subtract(counts: Counter[str], network: str) -> None:
    counts[network] -= 1
    if not counts[network]:
        del counts[network]
