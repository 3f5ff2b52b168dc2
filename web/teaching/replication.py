"""Replication of publications between the database and each machine's folder, with its worker.

Servers share the database; the folder lets a machine answer without it. Publications missing on
one side are copied from the other and never changed.
"""

import logging
from collections.abc import Hashable, Mapping, Sequence

from filelock import FileLock
from sqlalchemy.exc import IntegrityError

from data.errors import BaptaError
from data.publications import (
    Publication,
    active_publications,
    publication_names,
    read_publications,
    write_publication,
)
from qa.retrieval.bank_index import Bank, question_vector_store, remove_stale_stores
from web.background import BackgroundWorker, Next
from web.runtime.composition import SharedResources, build_missing, index_lock
from web.settings import Settings
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.teaching.publication_repository import all_publications, insert_publications, newest_number

LOCK_TIMEOUT_SECONDS = 10
"""Seconds to wait for a process that publishes or builds an index."""

MAX_TRIES = 10
"""Attempts to insert publications while other machines insert theirs."""

# Seconds between two polls of the database, and before a retry after a failure.
_INTERVAL, _RETRY = 2.0, 10.0

_log = logging.getLogger("bapta.teaching")


class BankDiffersError(DatabaseError):
    """Different publications of one number in the folder and the database."""


class SharingError(DatabaseError):
    """Repeated conflict with other machines that insert publications."""


def bank_lock(settings: Settings) -> FileLock:
    """Return the lock for writing to the folder. Raises OSError if that cannot be made."""
    settings.bank.mkdir(parents=True, exist_ok=True)
    return FileLock(settings.bank / "publishing.lock")


def sync_publications(
    settings: Settings, parts: SharedResources, database: Database
) -> tuple[Publication, ...]:
    """Synchronize folder and database and return all publications, ordered by number.

    The caller holds :func:`bank_lock`. A publication is written to the folder once the index of
    its bank is built. Raises BankDiffersError (nothing is changed), SharingError, DatabaseError,
    BankError, StoredIndexError, OSError; ``filelock.Timeout`` while another process builds.
    """
    for _ in range(MAX_TRIES):
        local = {one.number: one for one in read_publications(settings.bank)}
        with database.reading() as session:
            shared = {one.number: one for one in all_publications(session)}
        _check_equal(settings, local, shared)
        if _share(database, [local[number] for number in sorted(local.keys() - shared.keys())]):
            break
    else:
        raise SharingError(
            "Other machines publish at this moment, so this one did not share its publications; "
            "try again in a minute."
        )
    for number in sorted(shared.keys() - local.keys()):
        before = _bank(parts, local)
        local[number] = shared[number]
        after = _bank(parts, local)
        build(settings, parts, after)
        install(settings, shared[number], before, after)
        _log.info("Publication %d is taken from the database.", number)
    return tuple(local[number] for number in sorted(local))


def _check_equal(
    settings: Settings, local: Mapping[int, Publication], shared: Mapping[int, Publication]
) -> None:
    """Raise BankDiffersError if the folder and the database differ in a publication."""
    for number in sorted(local.keys() & shared.keys()):
        if local[number] != shared[number]:
            raise BankDiffersError(
                f"Publication {number} in {settings.bank} differs from the one in the "
                "database, so this machine does not follow publications. Move the folder away to "
                "use the publications of the database.",
                f"mv {settings.bank} {settings.bank}.apart",
            )


def _share(database: Database, missing: Sequence[Publication]) -> bool:
    """Insert publications that the database lacks; return False on a conflict."""
    if missing:
        try:
            with database.begin() as session:
                insert_publications(session, missing)
        except IntegrityError:
            return False
    return True


def build(settings: Settings, parts: SharedResources, bank: Bank) -> None:
    """Build the index of a proposed bank, under a name of its own.

    Raises ``filelock.Timeout`` while another process builds one.
    """
    settings.index.mkdir(parents=True, exist_ok=True)
    with index_lock(settings).acquire(timeout=LOCK_TIMEOUT_SECONDS):
        build_missing(question_vector_store(settings.index, bank), parts.encoder())


def install(settings: Settings, publication: Publication, before: Bank, after: Bank) -> None:
    """Write a publication, which turns the bank ``before`` into ``after``. Raises OSError."""
    write_publication(settings.bank, publication)
    # Another process may still read the index of ``before``.
    remove_stale_stores(settings.index, [before, after])


def _bank(parts: SharedResources, publications: Mapping[int, Publication]) -> Bank:
    return parts.sources.bank(
        active_publications([publications[number] for number in sorted(publications)])
    )


class ReplicationWorker:
    """Worker that replicates publications and retries while the database is unavailable."""

    def __init__(
        self,
        settings: Settings,
        parts: SharedResources,
        database: Database,
        interval: float = _INTERVAL,
        retry: float = _RETRY,
    ) -> None:
        """``interval`` and ``retry`` are in seconds; ``retry`` applies after a failure."""
        self._settings = settings
        self._parts = parts
        self._database = database
        self._interval, self._retry = interval, retry
        self._synced_stamp: Hashable = (None, ())
        self._last_error = ""
        self.worker = BackgroundWorker("follower", self._step, backoff=retry)

    def start(self) -> None:
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End the thread; the next synchronization completes an unfinished one."""
        self.worker.close(deadline)

    def step(self) -> bool:
        """Synchronize if there is something new; return False on a failure, logged once."""
        try:
            # Read before the synchronization, so that later changes are found at the next poll.
            stamp = self._stamp()
            if stamp != self._synced_stamp:
                with bank_lock(self._settings).acquire(timeout=LOCK_TIMEOUT_SECONDS):
                    sync_publications(self._settings, self._parts, self._database)
                self._synced_stamp = stamp
        except (BaptaError, OSError) as error:
            if str(error) != self._last_error:
                _log.error("Publications of other machines are not loaded: %s", error)
            self._last_error = str(error)
            return False
        self._last_error = ""
        return True

    def _stamp(self) -> Hashable:
        with self._database.reading() as session:
            return newest_number(session), publication_names(self._settings.bank)

    def _step(self) -> Next:
        return Next(self._interval) if self.step() else Next(self._retry, succeeded=False)
