"""Publishing: entries of the draft go live, whole or not at all, and can be taken back.

The file of a publication is all that decides. Before it is written, the index of the bank that it
makes stands ready under a name of its own; after it, the server takes both up, and the database
marks the entries. A process that dies on the way leaves the bank of before or of after, and what
the database lacks then is made up for by :func:`settle`.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.bank import BankQuestion, same_question
from data.corpus import Corpus
from data.errors import BaptaError
from data.own_bank import (
    Publication,
    next_number,
    read_publications,
    standing,
    withdrawn,
    write_publication,
)
from qa.bank_index import Bank, entries_digest
from web.accounts.audit import record
from web.accounts.tables import AuditRow
from web.bank_store import questions_store, remove_others
from web.compose import Lasting, build_missing, index_lock
from web.problems import Problem, ProblemError
from web.settings import Settings
from web.storage.database import Database
from web.teaching.tables import DraftEntryRow

_PATIENCE = 10
"""Seconds to wait for another who publishes or builds."""
_PUBLISH, _TAKE_BACK = "teaching.publish", "teaching.take_back"

_log = logging.getLogger("bapta.teaching")


def state_of(corpus: Corpus, bank: Bank) -> str:
    """SHA-256 (hex) of all that a replay rests on: the acts and the bank."""
    return sha256(f"{corpus.digest}\x1e{entries_digest(bank.entries)}".encode()).hexdigest()


class Publisher:
    """Publishes into the operator's own bank. Threads and processes may share it."""

    def __init__(
        self,
        settings: Settings,
        parts: Lasting,
        database: Database,
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """``refresh`` has this process answer with what is stored now."""
        self.settings = settings
        self.parts = parts
        self._database = database
        self._refresh = refresh

    def publications(self) -> tuple[Publication, ...]:
        """All publications, by number; what the database lacks of them is made up for.

        Raises BankError, DatabaseError.
        """
        found = read_publications(self.settings.bank)
        with self._database.begin() as session:
            settle(session, found)
        return found

    def publish(self, entries: Sequence[BankQuestion], by: str, base: str) -> Publication:
        """Let ``entries`` go live, replayed on the bank of the state ``base``.

        ProblemError: 409 where the bank or the acts are of another state by now, 422 for an entry
        whose provision is gone or that the bank has already, 503 while another builds.
        """
        with self._lock():
            publications, corpus, bank = self.now()
            check_state(corpus, bank, publications, base)
            check_entries(corpus, bank, entries)
            number, at = next_number(publications), datetime.now(UTC)
            publication = Publication(number, by, at, tuple(entries))
            self._write(bank, (*publications, publication))
        self._live((*publications, publication))
        return publication

    def take_back(self, number: int, by: str, base: str) -> Publication:
        """Withdraw a publication by its number; raises as :meth:`publish`, 404 for none of it."""
        with self._lock():
            publications, corpus, bank = self.now()
            taken = next((one for one in publications if one.number == number), None)
            if taken is None or not taken.entries:
                raise ProblemError(Problem(404, "no_publication"))
            if number in withdrawn(publications):
                raise ProblemError(Problem(409, "taken_back"))
            check_state(corpus, bank, publications, base)
            back = Publication(next_number(publications), by, datetime.now(UTC), withdraws=number)
            self._write(bank, (*publications, back))
        self._live((*publications, back))
        return back

    def prepare(self, bank: Bank) -> None:
        """Build the index of a bank that may come; nobody meets it before it is the bank of now.

        ProblemError (503) while another builds.
        """
        try:
            with index_lock(self.settings).acquire(timeout=_PATIENCE):
                build_missing(questions_store(self.settings.index, bank), self.parts.encoder())
        except Timeout as error:
            raise ProblemError(Problem(503, "bank_busy")) from error

    def now(self) -> tuple[tuple[Publication, ...], Corpus, Bank]:
        """The publications, the acts and the bank as they are stored; BankError, SourceError."""
        publications = read_publications(self.settings.bank)
        sources = self.parts.sources
        return publications, sources.corpus(), sources.bank(standing(publications))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One publication at a time. ProblemError (503) where another takes too long."""
        self.settings.bank.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.settings.bank / "publishing.lock").acquire(timeout=3 * _PATIENCE):
                yield
        except Timeout as error:
            raise ProblemError(Problem(503, "bank_busy")) from error

    def _write(self, bank: Bank, publications: Sequence[Publication]) -> None:
        """Put the last of ``publications`` into the bank, its index before it."""
        proposed = self.parts.sources.bank(standing(publications))
        self.prepare(proposed)
        write_publication(self.settings.bank, publications[-1])
        # Another process may be reading what stood until now.
        remove_others(self.settings.index, [bank, proposed])

    def _live(self, publications: Sequence[Publication]) -> None:
        if self._refresh is not None:
            try:
                self._refresh()
            except (BaptaError, OSError) as error:
                # It is published all the same, and a start takes it up.
                _log.warning("The publication is not taken up: %s", error)
        with self._database.begin() as session:
            settle(session, publications)


def check_state(corpus: Corpus, bank: Bank, publications: Sequence[Publication], base: str) -> None:
    """ProblemError (409), which names the last who published, unless all is as in ``base``."""
    if state_of(corpus, bank) == base:
        return
    if not publications:
        raise ProblemError(Problem(409, "law_changed"))
    last = publications[-1]
    when = last.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    raise ProblemError(Problem(409, "bank_changed", said={"who": last.by, "when": when}))


def check_entries(corpus: Corpus, bank: Bank, entries: Sequence[BankQuestion]) -> None:
    """ProblemError (422) for no entry, one whose provision is gone or empty, and for a double."""
    if not entries:
        raise ProblemError(Problem(422, "no_entries"))
    acts = {act.id: act for act in corpus.acts}
    known = {same_question(entry.question) for entry in bank.entries}
    for entry in entries:
        act = acts.get(entry.act)
        gone = next((eid for eid in entry.eids if act is None or eid not in act.by_eid), None)
        if act is None or gone is not None:
            said = {"eid": f"{entry.act}:{gone or ''}".rstrip(":"), "question": entry.question}
            raise ProblemError(Problem(422, "entry_gone", said=said))
        empty = next((eid for eid in entry.eids if not act.by_eid[eid].text), None)
        if empty is not None:
            said = {"eid": f"{entry.act}:{empty}", "question": entry.question}
            raise ProblemError(Problem(422, "entry_empty", said=said))
        key = same_question(entry.question)
        if key in known:
            raise ProblemError(Problem(422, "entry_double", said={"question": entry.question}))
        known.add(key)


def settle(session: Session, publications: Sequence[Publication]) -> None:
    """Let the database know of every publication: its trail, and the entries that went live.

    Idempotent; a process may have died after it wrote a publication and before this.
    """
    actions = (_PUBLISH, _TAKE_BACK)
    known = set(session.scalars(select(AuditRow.subject).where(AuditRow.action.in_(actions))))
    for one in publications:
        subject = f"publication {one.number}"
        if subject in known:
            continue
        if one.withdraws is not None:
            record(session, one.by, _TAKE_BACK, subject, f"takes back {one.withdraws}")
        else:
            named = "\n".join(f"{each.act}:{','.join(each.eids)}" for each in one.entries)
            record(session, one.by, _PUBLISH, subject, named)
    gone = withdrawn(publications)
    live = {
        entry: one.number for one in publications if one.number not in gone for entry in one.entries
    }
    for row in session.scalars(
        select(DraftEntryRow).where(DraftEntryRow.publication.is_(None))
    ).all():
        entry = BankQuestion(row.question, row.language, row.act, tuple(row.eids))
        row.publication = live.get(entry)
