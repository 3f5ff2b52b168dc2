"""Following: the folder of the bank and the database are brought to the same publications.

The database is what servers share; the folder is each machine's own copy, so that answering goes on
without a database. What one of both lacks, the other gives it. Nothing is ever changed.
"""

import logging
from collections.abc import Mapping, Sequence

from filelock import FileLock
from sqlalchemy.exc import IntegrityError

from data.publications import Publication, read_publications, standing, write_publication
from qa.retrieval.bank_index import Bank, questions_store, remove_others
from web.compose import Lasting, build_missing, index_lock
from web.settings import Settings
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.teaching.shared_bank import share, shared_publications

PATIENCE = 10
"""Seconds to wait for another who publishes or builds."""

MAX_TRIES = 10
"""Attempts to share publications while other machines share theirs at the same moment."""

_log = logging.getLogger("bapta.teaching")


class BankDiffersError(DatabaseError):
    """The folder and the database hold different publications of one number."""


class SharingError(DatabaseError):
    """Others were quicker to share their publications, again and again."""


def bank_lock(settings: Settings) -> FileLock:
    """Held by whoever puts a publication into the folder; OSError where that cannot be made."""
    settings.bank.mkdir(parents=True, exist_ok=True)
    return FileLock(settings.bank / "publishing.lock")


def follow(settings: Settings, parts: Lasting, database: Database) -> tuple[Publication, ...]:
    """Bring both to the same publications, under :func:`bank_lock`: all of them, by number.

    A publication goes into the folder when the index of the bank that it makes stands ready.
    Raises BankDiffersError, with nothing changed; DatabaseError, which SharingError is;
    BankError, StoredIndexError; OSError, which ``filelock.Timeout`` is, too, while another builds.
    """
    for _ in range(MAX_TRIES):
        here = {one.number: one for one in read_publications(settings.bank)}
        with database.reading() as session:
            shared = {one.number: one for one in shared_publications(session)}
        _check_alike(settings, here, shared)
        if _share(database, [here[number] for number in sorted(here.keys() - shared.keys())]):
            break
    else:
        raise SharingError(
            "Other machines publish at this moment, so this one did not share its publications; "
            "try again in a minute."
        )
    for number in sorted(shared.keys() - here.keys()):
        before = _bank(parts, here)
        here[number] = shared[number]
        after = _bank(parts, here)
        build(settings, parts, after)
        put_in(settings, shared[number], before, after)
        _log.info("Publication %d is taken from the database.", number)
    return tuple(here[number] for number in sorted(here))


def _check_alike(
    settings: Settings, here: Mapping[int, Publication], shared: Mapping[int, Publication]
) -> None:
    """Raise BankDiffersError where the folder and the database differ in a publication."""
    for number in sorted(here.keys() & shared.keys()):
        if here[number] != shared[number]:
            raise BankDiffersError(
                f"Publication {number} in {settings.bank} is not the one of the database, so this "
                "machine follows no publication; keep the folder apart to take the database's.",
                f"mv {settings.bank} {settings.bank}.apart",
            )


def _share(database: Database, lacking: Sequence[Publication]) -> bool:
    """Put into the database what it lacks: False where another machine did so at this moment."""
    if lacking:
        try:
            with database.begin() as session:
                share(session, lacking)
        except IntegrityError:
            return False
    return True


def build(settings: Settings, parts: Lasting, bank: Bank) -> None:
    """Build the index of a bank that may come; nobody meets it before it is the bank of now.

    Raises ``filelock.Timeout`` while another builds.
    """
    settings.index.mkdir(parents=True, exist_ok=True)
    with index_lock(settings).acquire(timeout=PATIENCE):
        build_missing(questions_store(settings.index, bank), parts.encoder())


def put_in(settings: Settings, publication: Publication, before: Bank, after: Bank) -> None:
    """Put a publication into the folder, whose bank was ``before`` and is ``after``; OSError."""
    write_publication(settings.bank, publication)
    # Another process may be reading what stood until now.
    remove_others(settings.index, [before, after])


def _bank(parts: Lasting, publications: Mapping[int, Publication]) -> Bank:
    return parts.sources.bank(standing([publications[number] for number in sorted(publications)]))
