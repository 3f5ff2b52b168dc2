"""Background workers of a server, and the life cycle of its parts.

An unexpected exception does not end a worker: it is logged, counted and retried with exponential
back-off. ``/healthz`` and ``/metrics`` report the state of each worker.
"""

import logging
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol

from anyio.to_thread import run_sync

FIRST_BACKOFF, MAX_BACKOFF = 1.0, 60.0
"""Seconds of the first and of the longest back-off."""
CLOSE_SECONDS = 10.0
"""Seconds to wait for the end of a thread without a deadline."""

_log = logging.getLogger("bapta.workers")


@dataclass(frozen=True, slots=True)
class Next:
    """The time of the next step in ``seconds`` from now; None is the interval of the worker.

    ``succeeded`` is False if the step logged a failure itself, such as an unavailable database:
    then :meth:`BackgroundWorker.wake` does not cut the wait short. ``is_last`` ends the worker.
    """

    seconds: float | None = None
    succeeded: bool = True
    is_last: bool = False


class Status(StrEnum):
    """Status of a worker."""

    IDLE = "idle"
    RUNNING = "running"
    FAILING = "failing"
    FINISHED = "finished"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class WorkerState:
    """State of a worker: unexpected exceptions so far, and when a step succeeded last."""

    name: str
    status: Status
    failures: int
    last_success: datetime | None


class BackgroundWorker:
    """Thread that runs ``step`` until it is closed. Other threads may call every method."""

    def __init__(
        self,
        name: str,
        step: Callable[[], Next | None],
        *,
        interval: float | None = None,
        backoff: float = FIRST_BACKOFF,
        at_end: Callable[[], object] | None = None,
    ) -> None:
        """Run ``step`` every ``interval`` seconds, or only when woken where that is None.

        A step that returns None succeeded. ``backoff`` is the first wait after an unexpected
        exception, in seconds; it doubles with each further one. ``at_end`` runs in the thread after
        its last step. Nothing runs before :meth:`start`.
        """
        self.name = name
        self._step = step
        self._interval = interval
        self._backoff = backoff
        self._at_end = at_end
        self._lock = Lock()
        self._closing, self._woken = Event(), Event()
        self._thread: Thread | None = None
        self._is_finished = self._is_backing_off = False
        self._failures = self._failures_in_a_row = 0
        self._last_success: datetime | None = None

    @property
    def state(self) -> WorkerState:
        """Return the state at this moment."""
        return WorkerState(self.name, self._status(), self._failures, self._last_success)

    @property
    def is_alive(self) -> bool:
        """Return whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread, unless it runs or the worker is closed. A dead one is started anew."""
        with self._lock:
            if not self.is_alive and not self._closing.is_set():
                self._is_finished = False
                thread = Thread(target=self._run, name=f"bapta-{self.name}", daemon=True)
                thread.start()
                self._thread = thread

    def wake(self, *, at_once: bool = False) -> None:
        """Run the next step now; after a failure only where ``at_once`` is set."""
        if at_once or not self._is_backing_off:
            self._woken.set()

    def pause(self, seconds: float) -> bool:
        """Wait within a step; return True if the worker is closed meanwhile."""
        return self._closing.wait(seconds)

    def stop(self) -> None:
        """Tell the thread to end after its step, and return at once."""
        self._closing.set()
        self._woken.set()

    def close(self, deadline: float | None = None) -> bool:
        """Stop the thread and wait for its end until ``deadline``, a time of ``monotonic``.

        Return False, with a warning in the log, if it still runs; it does not outlive the process.
        """
        self.stop()
        thread = self._thread
        if thread is None:
            return True
        thread.join(CLOSE_SECONDS if deadline is None else max(0.0, deadline - monotonic()))
        if thread.is_alive():
            _log.warning("The worker %s does not end in time and is left behind.", self.name)
        return not thread.is_alive()

    def _status(self) -> Status:
        if self._is_finished:
            return Status.FINISHED
        if self._thread is None:
            return Status.IDLE
        if not self._thread.is_alive():
            return Status.DEAD
        return Status.FAILING if self._failures_in_a_row else Status.RUNNING

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                following = self._guarded(self._step) or Next()
                if following.is_last:
                    break
                self._wait(following)
            if self._at_end is not None:
                self._guarded(self._at_end)
            self._is_finished = True
        finally:
            # Not reached by an exception that the guard catches: SystemExit ends a thread silently.
            if not self._is_finished:
                _log.critical("The worker %s is dead; restart the server.", self.name)

    def _guarded(self, call: Callable[[], object]) -> Next | None:
        """Return the result of ``call``, or the back-off if it raises."""
        try:
            result = call()
        # A broad except is right here: a worker that ends would leave the server with a stale index
        # or unsorted misses until somebody notices.
        except Exception as error:  # noqa: BLE001
            return self._failed(error)
        following = result if isinstance(result, Next) else None
        self._failures_in_a_row = 0
        if following is None or following.succeeded:
            self._last_success = datetime.now(UTC)
        return following

    def _failed(self, error: Exception) -> Next:
        doublings = min(self._failures_in_a_row, 16)
        seconds = min(self._backoff * 2**doublings, max(MAX_BACKOFF, self._backoff))
        self._failures += 1
        self._failures_in_a_row += 1
        # Messages of exceptions may repeat the words of a question, so only types are logged.
        _log.error(
            "The worker %s failed and is retried in %.1f s: %s",
            self.name,
            seconds,
            stack_without_messages(error),
        )
        return Next(seconds, succeeded=False)

    def _wait(self, following: Next) -> None:
        seconds = self._interval if following.seconds is None else following.seconds
        if not following.succeeded:
            self._is_backing_off = True
            # A wake during the step must not cut the back-off short.
            self._woken.clear()
            if self._closing.is_set():
                return
        self._woken.wait(seconds)
        self._woken.clear()
        self._is_backing_off = False


class Closable(Protocol):
    """A part of the application that is closed by a deadline, a time of ``monotonic``."""

    def close(self, deadline: float | None = None) -> object:
        """End its threads and write what waits."""
        ...


class Lifecycle:
    """The parts that start and close with the server, and their background workers."""

    def __init__(self) -> None:
        self.workers: list[BackgroundWorker] = []
        self._parts: list[Closable] = []
        self._starts: list[Callable[[], None]] = []
        self._lasting: set[BackgroundWorker] = set()

    def add(
        self,
        part: Closable,
        *workers: BackgroundWorker,
        start: Callable[[], None] | None = None,
        works_to_the_end: bool = False,
    ) -> None:
        """Add ``part``: those added later are closed earlier.

        ``works_to_the_end`` is for a part that others may still use while they close.
        """
        self._parts.append(part)
        self.workers.extend(workers)
        if start is not None:
            self._starts.append(start)
        if works_to_the_end:
            self._lasting.update(workers)

    def start(self) -> None:
        """Start the parts in the order in which they were added."""
        for start in self._starts:
            start()

    async def close(self, close_database: Callable[[], None]) -> None:
        """Close every part by one deadline, off the event loop; one that raises skips no other."""
        deadline = monotonic() + CLOSE_SECONDS
        async with AsyncExitStack() as stack:
            stack.push_async_callback(run_sync, close_database)
            for part in self._parts:
                stack.push_async_callback(run_sync, part.close, deadline)
            # All at once, so that they end in parallel.
            for worker in self.workers:
                if worker not in self._lasting:
                    worker.stop()


def stack_without_messages(error: BaseException) -> str:
    """Return the types of ``error`` and of its causes, each with its stack, without messages."""
    lines = []
    found: BaseException | None = error
    while found is not None:
        stack = "".join(traceback.format_tb(found.__traceback__))
        lines.append(f"{type(found).__module__}.{type(found).__qualname__}\n{stack}")
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "caused by ".join(lines)
