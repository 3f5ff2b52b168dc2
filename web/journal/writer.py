"""The writer: takes what is to be kept at once, and writes it later in a thread of its own."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Generic, TypeVar

from web.storage.errors import DatabaseAwayError, DatabaseError, MigrationError

_log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_WAITING = 20_000
_MOST_IN_BATCH = 1_000
# Seconds between batches, so that a row costs next to nothing; between tries when the database is
# away; and for what still waits when the process ends.
_PAUSE, _RETRY, _LAST = 0.5, 5.0, 2.0
# Seconds after which a writer with nothing to write looks whether a new day has begun.
_IDLE = 600.0


class Writer(Generic[T]):
    """Hands over in batches what it is given. What does not fit in is dropped and counted.

    A database that is away is tried again; until then at most ``MOST_WAITING`` wait.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], None],
        *,
        most: int = MOST_WAITING,
        pause: float = _PAUSE,
        retry: float = _RETRY,
    ) -> None:
        """``write`` keeps a batch whole or raises DatabaseError; an empty one is a greeting, at
        the start and now and then. Pauses are in seconds.
        """
        self._write = write
        # None ends the thread.
        self._waiting: Queue[T | None] = Queue(most)
        self._pause, self._retry = pause, retry
        self._thread: Thread | None = None
        self._lock = Lock()
        self._closing, self._ended, self._hurry = Event(), Event(), Event()
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many are not written yet."""
        return self._waiting.unfinished_tasks

    def start(self) -> None:
        """Start the thread, unless it runs or the writer is closed."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            if not running and not self._closing.is_set():
                self._thread = Thread(target=self._run, name="bapta-journal", daemon=True)
                self._thread.start()

    def put(self, one: T) -> None:
        """Take ``one`` to be written; returns at once and never fails."""
        if self._thread is None or not self._thread.is_alive():
            self.start()
        try:
            self._waiting.put_nowait(one)
        except Full:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                _log.error("The journal is full: %d entries are dropped so far.", self.dropped)

    def flush(self, seconds: float = _LAST) -> bool:
        """Wait until everything is written: False where that takes longer than ``seconds``."""
        until = monotonic() + seconds
        while self.waiting:
            if monotonic() > until:
                return False
            self._hurry.set()
            sleep(0.01)
        return True

    def close(self) -> None:
        """Write what waits, within a few seconds, and end the thread."""
        self._closing.set()
        if self._thread is None:
            return
        if not self.flush():
            _log.error("%d entries of the journal are lost.", self.waiting)
        self._ended.set()
        self._hurry.set()
        with suppress(Full):
            self._waiting.put_nowait(None)
        self._thread.join(_LAST)

    def _run(self) -> None:
        self._hand_over([])
        last = False
        while not last:
            batch, last = self._next_batch()
            if not batch and not last:
                self._hand_over([])
            while batch and not self._hand_over(batch) and not self._ended.is_set():
                self._hurry.wait(self._retry)
                self._hurry.clear()
            for _ in range(len(batch) + last):
                self._waiting.task_done()

    def _next_batch(self) -> tuple[list[T], bool]:
        """What waits, at most ``_MOST_IN_BATCH``, and whether it is the last."""
        batch: list[T] = []
        try:
            one = self._waiting.get(timeout=_IDLE)
            if one is not None:
                self._hurry.wait(self._pause)
                self._hurry.clear()
            while one is not None:
                batch.append(one)
                if len(batch) == _MOST_IN_BATCH:
                    return batch, False
                one = self._waiting.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _hand_over(self, batch: Sequence[T]) -> bool:
        """Whether ``batch`` is done with: False where it is worth another try."""
        try:
            self._write(batch)
        except (DatabaseAwayError, MigrationError) as error:
            _log.error("The journal is not written: %s", error)
            return False
        except DatabaseError as error:
            _log.error("%d entries of the journal are refused: %s", len(batch), error)
        return True
