"""The writer of the journal: a queue of entries, which a background worker writes in batches."""

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
# Seconds between batches, so that a row costs next to nothing; between tries when the database is
# away; and for what still waits when the process ends.
_PAUSE, _RETRY, _LAST = 0.5, 5.0, 2.0
# Seconds after which a writer looks whether a new day has begun.
_IDLE = 600.0
# Seconds between two looks of :meth:`BackgroundWriter.flush`, each of which hurries the worker.
_LOOK = 0.05


class BackgroundWriter(Generic[T]):
    """Hands over in batches what it is given. What does not fit in is dropped and counted.

    A database that is away is tried again; until then at most ``MAX_WAITING`` wait. A batch that
    is refused, or that cannot be written for another reason, is tried again entry by entry; only
    the entries at fault are dropped and counted.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], None],
        *,
        most: int = MAX_WAITING,
        pause: float = _PAUSE,
        retry: float = _RETRY,
    ) -> None:
        """``write`` keeps a batch whole or raises; an empty one is a greeting, at the start and
        now and then. Pauses are in seconds.
        """
        self._write = write
        self._waiting: Queue[T] = Queue(most)
        self._pause, self._retry = pause, retry
        self._hurry = Event()
        # Entries taken from the queue and not written yet; so many of the first go one by one.
        self._batch: list[T] = []
        self._singly = 0
        # Entries of an attempt that has not come to its end.
        self._tried = 0
        self._greets_at = 0.0
        self.worker = BackgroundWorker(
            "journal", self._step, interval=_IDLE, backoff=retry, at_end=self._greet
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
        """Take ``one`` to be written; returns at once and never fails."""
        if not self.worker.is_alive:
            self.start()
        try:
            self._waiting.put_nowait(one)
        except Full:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                _log.error("The journal is full: %d entries are dropped so far.", self.dropped)
        self.worker.wake()

    def flush(self, seconds: float = _LAST) -> bool:
        """Wait until everything is written: False where that takes longer than ``seconds``."""
        until = monotonic() + seconds
        while self.waiting:
            left = until - monotonic()
            if left < 0:
                return False
            self._hurry.set()
            self.worker.wake(at_once=True)
            with self._waiting.all_tasks_done:
                self._waiting.all_tasks_done.wait_for(lambda: not self.waiting, min(left, _LOOK))
        return True

    def close(self, deadline: float | None = None) -> None:
        """Write what waits, within a few seconds, and end the thread.

        ``deadline``, a time of ``monotonic``, may be past: there is time to write all the same.
        """
        if self.worker.is_alive and not self.flush():
            _log.error("%d entries of the journal are lost.", self.waiting)
        self._hurry.set()
        self.worker.close(max(deadline or 0.0, monotonic() + _LAST))

    def _step(self) -> Next | None:
        self._greet()
        if self._tried:
            # The worker has logged why that attempt did not come to its end.
            self._refuse()
        if not self._batch:
            self._take()
        if not self._batch:
            return None
        return Next(0.0) if self._hand_over() else Next(self._retry, succeeded=False)

    def _greet(self) -> None:
        """Greet where it is time to."""
        if monotonic() < self._greets_at:
            return
        self._greets_at = monotonic() + _IDLE
        try:
            self._write([])
        except (DatabaseError, IntegrityError) as error:
            _log.error("The journal is not written: %s", _told(error))

    def _take(self) -> None:
        """Take from the queue what waits, at most ``_MAX_IN_BATCH``, after a pause for more."""
        if self._waiting.empty():
            return
        self._hurry.wait(self._pause)
        self._hurry.clear()
        try:
            while len(self._batch) < _MAX_IN_BATCH:
                self._batch.append(self._waiting.get_nowait())
        except Empty:
            pass

    def _hand_over(self) -> bool:
        """Write the batch, or its first entry: False where the database is worth another try."""
        portion = self._batch[: 1 if self._singly else None]
        self._tried = len(portion)
        try:
            self._write(portion)
        except (DatabaseUnavailableError, MigrationError) as error:
            _log.error("The journal is not written: %s", error)
            self._tried = 0
            return False
        except (DatabaseError, IntegrityError) as error:
            _log.error("%d entries of the journal are refused: %s", self._tried, _told(error))
            self._refuse()
        else:
            self._settle()
        return True

    def _refuse(self) -> None:
        """Try the entries of the last attempt one by one, or drop the one that it was about."""
        if self._tried > 1:
            self._singly, self._tried = self._tried, 0
            return
        self.dropped += 1
        self._settle()

    def _settle(self) -> None:
        """Forget the entries of the last attempt, which are written or dropped."""
        del self._batch[: self._tried]
        self._singly = max(0, self._singly - self._tried)
        for _ in range(self._tried):
            self._waiting.task_done()
        self._tried = 0


def _told(error: Exception) -> str:
    """Return a text for the log; that of a broken rule of the tables may repeat values."""
    return type(error).__name__ if isinstance(error, IntegrityError) else str(error)
