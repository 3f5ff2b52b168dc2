"""Repository of cases: admission to the queue, lists, expiry."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.desk.case_times import erase_old_times, record_left
from web.handover.asker_actions import AskerActions
from web.handover.assignment import CaseAssignment
from web.handover.case_access import case_of
from web.handover.decisions import CaseDecisions
from web.handover.models import (
    Case,
    CaseDraftRow,
    CaseEventRow,
    CaseQuoteRow,
    CaseRow,
    CaseState,
    PastDecisionRow,
    SubmittedCase,
    WebhookEvent,
    overdue_conditions,
)
from web.handover.tokens import digest_of_token, new_reference
from web.handover.webhook import erase_old_deliveries
from web.http.problems import Problem, ProblemError

MAX_OPEN = 1_000
"""Limit of open cases: more than staff could answer, and a bound for a flood."""

# Key of an advisory lock, as in web.storage.database.
_QUEUEING = 7_206_113_002


def count_open(session: Session, now: datetime) -> int:
    """Return the number of open cases."""
    return session.scalar(select(func.count(CaseRow.id)).where(*_open(now))) or 0


def enqueue_case(session: Session, new: CaseRow) -> CaseRow:
    """Put ``new`` into the queue and return its case.

    A case with the same token, of a form that was sent twice, is reused: it keeps its number and
    place, and its link is renewed. Raises ProblemError (503) above MAX_OPEN.
    """
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has a single writer anyway.
        session.execute(text(f"SELECT pg_advisory_xact_lock({_QUEUEING})"))
    row = session.scalar(select(CaseRow).where(CaseRow.token == new.token))
    if row is not None:
        row.until = new.until
        return row
    if count_open(session, new.left_at) >= MAX_OPEN:
        raise ProblemError(Problem(503, "handover_full"))
    session.add(new)
    session.flush()
    record_left(session, new.reference, new.language, new.left_at)
    return new


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CaseRow.state == CaseState.OPEN.value, CaseRow.until > now


_MAX_TRIES = 5


class Share(StrEnum):
    """Share of the open cases that a list shows."""

    ALL = "all"
    MINE = "mine"
    FREE = "free"
    OVERDUE = "overdue"


class CaseRepository(CaseDecisions, CaseAssignment, AskerActions):
    """Cases of one database. Each method raises DatabaseError if it is unavailable."""

    def submit(
        self, question: str, language: str, answer_id: str | None, form_id: str = ""
    ) -> SubmittedCase:
        """Store a valid question for staff. Raises ProblemError (503) if the queue is full.

        The same question with the same secret ``form_id`` is the same case with the same link.
        """
        now = self._clock()
        due_at = now + self._due
        token = self._links.of_form(form_id, question) if form_id else self._links.new()
        for tries_left in reversed(range(_MAX_TRIES)):
            row = CaseRow(
                reference=new_reference(),
                token=digest_of_token(token),
                state=CaseState.OPEN.value,
                question=question,
                language=language,
                answer_id=answer_id,
                left_at=now,
                until=now + self._life,
                due_at=due_at,
                phrase="",
                note="",
            )
            try:
                with self._database.begin() as session:
                    kept = enqueue_case(session, row)
                    reference, due_at = kept.reference, kept.due_at or due_at
                    if kept is row:
                        self._tell(session, WebhookEvent.NEW, row)
                break
            except IntegrityError:
                # The reference number is taken.
                if not tries_left:
                    raise
        return SubmittedCase(reference, token, row.until, due_at)

    def waiting(self) -> int:
        """Return the number of open cases."""
        with self._database.reading() as session:
            return count_open(session, self._clock())

    def by_token(self, token: str) -> Case:
        """Return the case of a private link.

        Raises ProblemError: 404 for an invented token, 410 for an expired one.
        """
        with self._database.reading() as session:
            row = session.scalar(select(CaseRow).where(CaseRow.token == digest_of_token(token)))
            if row is not None and row.until > self._clock():
                return case_of(row)
        raise self._ended(token)

    def listed(
        self,
        state: CaseState,
        first: int,
        most: int,
        share: Share = Share.ALL,
        by: str = "",
        active: frozenset[str] | None = None,
    ) -> tuple[int, tuple[Case, ...]]:
        """Return the number of cases in ``state`` and ``most`` of them from ``first`` on.

        Open ones are ordered by waiting time, others by date of submission, newest first. ``share``
        is seen from the account ``by``; a case of an account that is not ``active`` is free.
        """
        wanted = (
            CaseRow.state == state.value,
            CaseRow.until > self._clock(),
            *self._shared(share, by, active),
        )
        order = CaseRow.left_at if state is CaseState.OPEN else CaseRow.left_at.desc()
        with self._database.reading() as session:
            total = session.scalar(select(func.count(CaseRow.id)).where(*wanted)) or 0
            rows = session.scalars(
                select(CaseRow).where(*wanted).order_by(order, CaseRow.id).offset(first).limit(most)
            )
            return total, tuple(case_of(row) for row in rows)

    def _shared(
        self, share: Share, by: str, active: frozenset[str] | None
    ) -> tuple[ColumnElement[bool], ...]:
        match share:
            case Share.ALL:
                return ()
            case Share.MINE:
                return (CaseRow.claimed_by == by,)
            case Share.FREE:
                claimed = CaseRow.claimed_by
                gone = () if active is None else (claimed.not_in(active),)
                return (or_(claimed.is_(None), *gone),)
            case Share.OVERDUE:
                return overdue_conditions(self._clock())

    def one(self, reference: str) -> Case:
        """Return a case, for staff. Raises ProblemError (404)."""
        with self._database.reading() as session:
            row = session.scalar(
                select(CaseRow).where(CaseRow.reference == reference, CaseRow.until > self._clock())
            )
            if row is None:
                raise ProblemError(Problem(404, "no_case"))
            return case_of(row)


def erase_expired(session: Session, now: datetime) -> int:
    """Erase the cases with an expired link and return their number."""
    old = select(CaseRow.id).where(CaseRow.until <= now)
    for each in (CaseQuoteRow, PastDecisionRow, CaseEventRow, CaseDraftRow):
        session.execute(delete(each).where(each.case_id.in_(old)))
    erase_old_times(session, now)
    erase_old_deliveries(session, now)
    erased = session.execute(delete(CaseRow).where(CaseRow.until <= now).returning(CaseRow.id))
    return len(erased.all())
