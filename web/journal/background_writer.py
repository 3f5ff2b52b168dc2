"""Write-behind queue of the journal, written in batches by a background worker."""

import logging
from collections.abc import Callable, Sequence
from queue import Empty, Full, Queue
from threading import Event
from time import monotonic
from typing import Generic, TypeVar

from sqlalchemy.exc import IntegrityError

from web.background import BackgroundWorker, Next
from web.storage.errors import DatabaseError, DatabaseUnavailableError, MigrationError

_log = logging.getLogger(__name__)

T = TypeVar("T")

MAX_WAITING = 20_000
_MAX_IN_BATCH = 1_000
# Seconds: to collect a batch, to retry an unavailable database, and to flush at shutdown.
_PAUSE, _RETRY, _FLUSH_TIMEOUT = 0.5, 5.0, 2.0
# Seconds between two empty batches, which trigger retention.
_IDLE = 600.0
# Seconds between two checks of :meth:`BackgroundWriter.flush`, each of which wakes the worker.
_FLUSH_POLL = 0.05


class BackgroundWriter(Generic[T]):
    """Bounded queue of entries to write; those above ``MAX_WAITING`` are dropped and counted.

    An unavailable database is retried. A batch that is refused for another reason is retried entry
    by entry, and only the refused entries are dropped and counted.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], None],
        *,
        most: int = MAX_WAITING,
        pause: float = _PAUSE,
        retry: float = _RETRY,
    ) -> None:
        """``write`` stores a batch in one transaction or raises; pauses are in seconds.

        It also gets an empty batch at start and periodically, to trigger retention.
        """
        self._write = write
        self._waiting: Queue[T] = Queue(most)
        self._pause, self._retry = pause, retry
        self._hurry = Event()
        # Entries taken from the queue and not written yet, and how many are written one by one.
        self._batch: list[T] = []
        self._single_count = 0
        # Size of the attempt in progress.
        self._attempted = 0
        self._next_empty_batch = 0.0
        self.worker = BackgroundWorker(
            "journal", self._step, interval=_IDLE, backoff=retry, at_end=self._write_empty_batch
        )
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """Return the number of entries that are not written yet."""
        return self._waiting.unfinished_tasks

    def start(self) -> None:
        """Start the thread, unless it runs or the writer is closed."""
        self.worker.start()

    def put(self, one: T) -> None:
        """Queue ``one`` for writing, without blocking or raising."""
        if not self.worker.is_alive:
            self.start()
        try:
            self._waiting.put_nowait(one)
        except Full:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                _log.error("The journal is full: %d entries are dropped so far.", self.dropped)
        self.worker.wake()

    def flush(self, seconds: float = _FLUSH_TIMEOUT) -> bool:
        """Wait until everything is written; return False after ``seconds``."""
        until = monotonic() + seconds
        while self.waiting:
            left = until - monotonic()
            if left < 0:
                return False
            self._hurry.set()
            self.worker.wake(at_once=True)
            with self._waiting.all_tasks_done:
                self._waiting.all_tasks_done.wait_for(
                    lambda: not self.waiting, min(left, _FLUSH_POLL)
                )
        return True

    def close(self, deadline: float | None = None) -> None:
        """Flush within a few seconds, even after ``deadline``, and end the thread."""
        if self.worker.is_alive and not self.flush():
            _log.error("%d entries of the journal are lost.", self.waiting)
        self._hurry.set()
        self.worker.close(max(deadline or 0.0, monotonic() + _FLUSH_TIMEOUT))

    def _step(self) -> Next | None:
        self._write_empty_batch()
        if self._attempted:
            # The attempt raised an unexpected exception, which the worker has logged.
            self._refuse()
        if not self._batch:
            self._fill_batch()
        if not self._batch:
            return None
        return Next(0.0) if self._write_batch() else Next(self._retry, succeeded=False)

    def _write_empty_batch(self) -> None:
        """Write an empty batch if the last one is ``_IDLE`` seconds ago."""
        if monotonic() < self._next_empty_batch:
            return
        self._next_empty_batch = monotonic() + _IDLE
        try:
            self._write([])
        except (DatabaseError, IntegrityError) as error:
            _log.error("The journal is not written: %s", _loggable(error))

    def _fill_batch(self) -> None:
        """Take up to ``_MAX_IN_BATCH`` entries from the queue, after a pause for more."""
        if self._waiting.empty():
            return
        self._hurry.wait(self._pause)
        self._hurry.clear()
        try:
            while len(self._batch) < _MAX_IN_BATCH:
                self._batch.append(self._waiting.get_nowait())
        except Empty:
            pass

    def _write_batch(self) -> bool:
        """Write the batch, or its first entry; return False if the database is unavailable."""
        portion = self._batch[: 1 if self._single_count else None]
        self._attempted = len(portion)
        try:
            self._write(portion)
        except (DatabaseUnavailableError, MigrationError) as error:
            _log.error("The journal is not written: %s", error)
            self._attempted = 0
            return False
        except (DatabaseError, IntegrityError) as error:
            count, reason = self._attempted, _loggable(error)
            _log.error("%d entries of the journal are refused: %s", count, reason)
            self._refuse()
        else:
            self._settle()
        return True

    def _refuse(self) -> None:
        """Retry the entries of the last attempt one by one, or drop its single entry."""
        if self._attempted > 1:
            self._single_count, self._attempted = self._attempted, 0
            return
        self.dropped += 1
        self._settle()

    def _settle(self) -> None:
        """Remove the entries of the last attempt, which are written or dropped."""
        del self._batch[: self._attempted]
        self._single_count = max(0, self._single_count - self._attempted)
        for _ in range(self._attempted):
            self._waiting.task_done()
        self._attempted = 0


def _loggable(error: Exception) -> str:
    """Return a text for the log; an IntegrityError may repeat values, so only its name."""
    return type(error).__name__ if isinstance(error, IntegrityError) else str(error)
