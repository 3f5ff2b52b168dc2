"""Background worker that clusters missed questions."""

import logging

from sqlalchemy.exc import IntegrityError

from data.errors import BaptaError
from web.background import BackgroundWorker, Next
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.teaching.clusterer import Clusterer, QuestionEncoder

_log = logging.getLogger(__name__)

# Seconds between two polls of the journal, and before a retry after a failure.
_IDLE, _RETRY = 5.0, 30.0
# Pause after each model call, as a multiple of its duration: visitors need the model too.
_REST_FACTOR = 2.0


class ClusteringWorker:
    """Worker that clusters, and retries while database or index are unavailable."""

    def __init__(
        self,
        database: Database,
        answerer: QuestionEncoder,
        idle: float = _IDLE,
        retry: float = _RETRY,
    ) -> None:
        """``idle`` is the poll interval, ``retry`` the delay after a failure, both in seconds."""
        self._clusterer = Clusterer(database, answerer, self._rest)
        self._retry = retry
        self.worker = BackgroundWorker(
            "sorter", self._step, interval=idle, backoff=retry, at_end=self._release_lease
        )

    def start(self) -> None:
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End the thread; an unfinished batch is repeated by the next process that clusters."""
        self.worker.close(deadline)

    def _step(self) -> Next | None:
        try:
            return Next(0.0) if self._clusterer.step() else None
        except _ClosingError:
            return Next(is_last=True)
        except (BaptaError, OSError, IntegrityError) as error:
            _log.error("Missed questions are not sorted: %s", error)
            return Next(self._retry, succeeded=False)

    def _release_lease(self) -> None:
        try:
            self._clusterer.stop()
        except DatabaseError as error:
            _log.error("Another process can cluster only after the lease expires: %s", error)

    def _rest(self, seconds: float) -> None:
        if self.worker.pause(_REST_FACTOR * seconds):
            raise _ClosingError


class _ClosingError(Exception):
    """Shutdown of the server while questions are being encoded."""
