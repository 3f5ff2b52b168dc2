"""Atomic publication of draft entries, and withdrawal of publications.

One database transaction commits a publication: it takes the number, writes the audit trail and
marks the entries. Before it, the index of the new bank is built under a name of its own; after it,
the publication is written to the folder and the server reloads. A crash leaves the old bank or the
new one; :func:`web.teaching.replication.sync_publications` completes the folder.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from filelock import Timeout
from sqlalchemy.exc import IntegrityError

from data.corpus import Corpus
from data.errors import BaptaError
from data.publications import (
    Publication,
    active_publications,
    next_number,
    read_publications,
    withdrawn_numbers,
)
from data.question_bank import BankQuestion, normalize_question
from qa.retrieval.bank_index import Bank, entries_digest
from web.http.problems import Problem, ProblemError
from web.runtime.composition import SharedResources
from web.settings import Settings
from web.storage.base import utc_now
from web.storage.database import Database
from web.teaching.publication_repository import all_publications, insert_publications
from web.teaching.replication import (
    LOCK_TIMEOUT_SECONDS,
    bank_lock,
    build,
    install,
    sync_publications,
)

_log = logging.getLogger("bapta.teaching")


def bank_state(corpus: Corpus, bank: Bank) -> str:
    """Return the SHA-256 (hex) of the acts and the bank, on which a replay depends."""
    return sha256(f"{corpus.digest}\x1e{entries_digest(bank.entries)}".encode()).hexdigest()


class Publisher:
    """Publisher of the operator's bank; safe for threads and processes."""

    def __init__(
        self,
        settings: Settings,
        parts: SharedResources,
        database: Database,
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """``refresh`` makes this process reload the stored bank."""
        self.settings = settings
        self.parts = parts
        self._database = database
        self._refresh = refresh

    def publish(self, entries: Sequence[BankQuestion], by: str, base: str) -> Publication:
        """Publish ``entries``, which were replayed on the bank of the state ``base``.

        Raises ProblemError: 409 if the bank or the acts have changed, 422 for an entry whose
        provision is gone or that is a duplicate, 503 while another process builds an index.
        """
        with self._locked_publications() as publications:
            corpus, bank = self._corpus_and_bank(publications)
            check_state(corpus, bank, publications, base)
            check_entries(corpus, bank, entries)
            publication = Publication(next_number(publications), by, _now(), tuple(entries))
            self._commit(bank, publications, publication)
        self._reload()
        return publication

    def withdraw(self, number: int, by: str, base: str) -> Publication:
        """Withdraw a publication. Raises as :meth:`publish`, and 404 for an unknown number."""
        with self._locked_publications() as publications:
            corpus, bank = self._corpus_and_bank(publications)
            withdrawn = next((one for one in publications if one.number == number), None)
            if withdrawn is None or not withdrawn.entries:
                raise ProblemError(Problem(404, "no_publication"))
            if number in withdrawn_numbers(publications):
                raise ProblemError(Problem(409, "taken_back"))
            check_state(corpus, bank, publications, base)
            withdrawal = Publication(next_number(publications), by, _now(), withdraws=number)
            self._commit(bank, publications, withdrawal)
        self._reload()
        return withdrawal

    def prepare(self, bank: Bank) -> None:
        """Build the index of a proposed bank.

        Raises ProblemError (503) while another process builds one.
        """
        try:
            build(self.settings, self.parts, bank)
        except Timeout as error:
            raise ProblemError(Problem(503, "bank_busy")) from error

    def load(self) -> tuple[tuple[Publication, ...], Corpus, Bank]:
        """Return the stored publications, acts and bank. Raises BankError, SourceError."""
        publications = read_publications(self.settings.bank)
        return publications, *self._corpus_and_bank(publications)

    def _corpus_and_bank(self, publications: Sequence[Publication]) -> tuple[Corpus, Bank]:
        sources = self.parts.sources
        return sources.corpus(), sources.bank(active_publications(publications))

    @contextmanager
    def _locked_publications(self) -> Iterator[tuple[Publication, ...]]:
        """Synchronize and yield all publications while the folder is locked.

        Raises ProblemError (503) if the lock is not free in time.
        """
        try:
            with bank_lock(self.settings).acquire(timeout=3 * LOCK_TIMEOUT_SECONDS):
                yield sync_publications(self.settings, self.parts, self._database)
        except Timeout as error:
            raise ProblemError(Problem(503, "bank_busy")) from error

    def _commit(self, bank: Bank, publications: Sequence[Publication], last: Publication) -> None:
        """Publish ``last`` after ``publications``, whose bank is ``bank``.

        Raises ProblemError (409) if another machine took the number.
        """
        proposed = self.parts.sources.bank(active_publications((*publications, last)))
        self.prepare(proposed)
        try:
            with self._database.begin() as session:
                insert_publications(session, [last])
        except IntegrityError as error:
            with self._database.reading() as session:
                winner = all_publications(session)[-1]
            raise ProblemError(_changed(winner)) from error
        try:
            install(self.settings, last, bank, proposed)
        except OSError as error:
            # It is published; the next synchronization writes it.
            _log.error("The publication is not in %s yet: %s", self.settings.bank, error)

    def _reload(self) -> None:
        if self._refresh is not None:
            try:
                self._refresh()
            except (BaptaError, OSError) as error:
                # It is published; the next start loads it.
                _log.warning("The publication is not loaded: %s", error)


def check_state(corpus: Corpus, bank: Bank, publications: Sequence[Publication], base: str) -> None:
    """Raise ProblemError (409) with the last publisher unless the state is ``base``."""
    if bank_state(corpus, bank) == base:
        return
    if not publications:
        raise ProblemError(Problem(409, "law_changed"))
    raise ProblemError(_changed(publications[-1]))


def check_entries(corpus: Corpus, bank: Bank, entries: Sequence[BankQuestion]) -> None:
    """Raise ProblemError (422) for no entries, a missing or empty provision, or a duplicate."""
    if not entries:
        raise ProblemError(Problem(422, "no_entries"))
    acts = {act.id: act for act in corpus.acts}
    known = {normalize_question(entry.question) for entry in bank.entries}
    for entry in entries:
        act = acts.get(entry.act)
        missing = next((eid for eid in entry.eids if act is None or eid not in act.by_eid), None)
        if act is None or missing is not None:
            said = {"eid": f"{entry.act}:{missing or ''}".rstrip(":"), "question": entry.question}
            raise ProblemError(Problem(422, "entry_gone", said=said))
        empty = next((eid for eid in entry.eids if not act.by_eid[eid].quotable), None)
        if empty is not None:
            said = {"eid": f"{entry.act}:{empty}", "question": entry.question}
            raise ProblemError(Problem(422, "entry_empty", said=said))
        key = normalize_question(entry.question)
        if key in known:
            raise ProblemError(Problem(422, "entry_double", said={"question": entry.question}))
        known.add(key)


def _changed(last: Publication) -> Problem:
    return Problem(409, "bank_changed", said={"who": last.by, "when": last.at})


def _now() -> datetime:
    # In seconds, as in the files of the bank.
    return utc_now().replace(microsecond=0)
