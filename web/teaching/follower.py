"""The follower: a thread of the server that takes up what another machine published."""

import logging
from collections.abc import Hashable

from data.errors import BaptaError
from data.publications import publication_names
from web.background import BackgroundWorker, Next
from web.compose import Lasting
from web.settings import Settings
from web.storage.database import Database
from web.teaching.follow import PATIENCE, bank_lock, follow
from web.teaching.shared_bank import newest_number

_log = logging.getLogger("bapta.teaching")

# Seconds between two looks at the database, and after which one that failed is tried again.
_EVERY, _RETRY = 2.0, 10.0


class Follower:
    """Follows until it is closed. A database that is away is tried again."""

    def __init__(
        self,
        settings: Settings,
        parts: Lasting,
        database: Database,
        every: float = _EVERY,
        retry: float = _RETRY,
    ) -> None:
        """``every`` is how many seconds lie between two looks, ``retry`` after one that failed."""
        self._settings = settings
        self._parts = parts
        self._database = database
        self._every, self._retry = every, retry
        self._seen: Hashable = (None, ())
        self._trouble = ""
        self.worker = BackgroundWorker("follower", self._step, backoff=retry)

    def start(self) -> None:
        """Start the thread."""
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End the thread; what is half done is taken up by whoever follows next."""
        self.worker.close(deadline)

    def step(self) -> bool:
        """Look once, and follow where there is something new: False, told in the log once, where
        that failed.
        """
        try:
            # Before it follows, so that what comes meanwhile is seen at the next look.
            stamp = self._look()
            if stamp != self._seen:
                with bank_lock(self._settings).acquire(timeout=PATIENCE):
                    follow(self._settings, self._parts, self._database)
                self._seen = stamp
        except (BaptaError, OSError) as error:
            if str(error) != self._trouble:
                _log.error("What was published elsewhere is not taken up: %s", error)
            self._trouble = str(error)
            return False
        self._trouble = ""
        return True

    def _look(self) -> Hashable:
        with self._database.reading() as session:
            return newest_number(session), publication_names(self._settings.bank)

    def _step(self) -> Next:
        return Next(self._every) if self.step() else Next(self._retry, succeeded=False)


def follow_once(settings: Settings, parts: Lasting) -> None:
    """Follow before a server begins to answer; what fails is told in the log, and it answers with
    the folder as it is.
    """
    database = Database(settings.database_url)
    try:
        Follower(settings, parts, database).step()
    finally:
        database.close()
