"""Repository of cases: admission to the queue, decisions, expiry."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.corpus import Corpus
from qa.answer import Quote
from qa.query.validation import QuestionError, check_question
from web.accounts.models import record_audit
from web.desk.staleness import quote_marks
from web.handover.models import (
    MAX_NOTE_LENGTH,
    PHRASES,
    Case,
    CaseQuoteRow,
    CaseRow,
    CaseState,
    KeptQuote,
    SubmittedCase,
)
from web.handover.tokens import CaseTokens, digest_of_token, new_reference
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database

MAX_OPEN = 1_000
"""Limit of open cases: more than staff could answer, and a bound for a flood."""

# Key of an advisory lock, as in web.storage.database.
_QUEUEING = 7_206_113_002


def count_open(session: Session, now: datetime) -> int:
    """Return the number of open cases."""
    return session.scalar(select(func.count(CaseRow.id)).where(*_open(now))) or 0


def enqueue_case(session: Session, new: CaseRow) -> str:
    """Put ``new`` into the queue and return the reference number of its case.

    A case with the same token, of a form that was sent twice, is reused: it keeps its number and
    place, and its link is renewed. Raises ProblemError (503) above MAX_OPEN.
    """
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has a single writer anyway.
        session.execute(text(f"SELECT pg_advisory_xact_lock({_QUEUEING})"))
    row = session.scalar(select(CaseRow).where(CaseRow.token == new.token))
    if row is not None:
        row.until = new.until
        return row.reference
    if count_open(session, new.left_at) >= MAX_OPEN:
        raise ProblemError(Problem(503, "handover_full"))
    session.add(new)
    return new.reference


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CaseRow.state == CaseState.OPEN.value, CaseRow.until > now


_MAX_TRIES = 5


class CaseRepository:
    """Cases of one database. Each method raises DatabaseError if it is unavailable."""

    def __init__(
        self,
        database: Database,
        links: CaseTokens,
        days: int,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Let private links expire ``days`` days after submission, and anew after the answer."""
        self._database = database
        self._links = links
        self._life = timedelta(days=days)
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock()

    def submit(
        self, question: str, language: str, answer_id: str | None, form_id: str = ""
    ) -> SubmittedCase:
        """Store a valid question for staff. Raises ProblemError (503) if the queue is full.

        The same question with the same secret ``form_id`` is the same case with the same link.
        """
        now = self._clock()
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
                phrase="",
                note="",
            )
            try:
                with self._database.begin() as session:
                    reference = enqueue_case(session, row)
                break
            except IntegrityError:
                # The reference number is taken.
                if not tries_left:
                    raise
        return SubmittedCase(reference, token, row.until)

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
                return _case(row)
        raise self._ended(token)

    def delete_by_token(self, token: str) -> None:
        """Erase the case of a private link. Raises as :meth:`by_token`."""
        with self._database.begin() as session:
            row = session.scalar(select(CaseRow).where(CaseRow.token == digest_of_token(token)))
            if row is not None and row.until > self._clock():
                record_audit(session, "(asker)", "case.delete", row.reference)
                session.delete(row)
                return
        raise self._ended(token)

    def listed(self, state: CaseState, first: int, most: int) -> tuple[int, tuple[Case, ...]]:
        """Return the number of cases in ``state`` and ``most`` of them from ``first`` on.

        Open ones are ordered by waiting time, others by date of submission, newest first.
        """
        alive = (CaseRow.state == state.value, CaseRow.until > self._clock())
        order = CaseRow.left_at if state is CaseState.OPEN else CaseRow.left_at.desc()
        with self._database.reading() as session:
            total = session.scalar(select(func.count(CaseRow.id)).where(*alive)) or 0
            rows = session.scalars(
                select(CaseRow).where(*alive).order_by(order, CaseRow.id).offset(first).limit(most)
            )
            return total, tuple(_case(row) for row in rows)

    def one(self, reference: str) -> Case:
        """Return a case, for staff. Raises ProblemError (404)."""
        with self._database.reading() as session:
            row = session.scalar(
                select(CaseRow).where(CaseRow.reference == reference, CaseRow.until > self._clock())
            )
            if row is None:
                raise ProblemError(Problem(404, "no_case"))
            return _case(row)

    def answer(
        self,
        by: str,
        reference: str,
        corpus: Corpus,
        quotes: Sequence[Quote],
        phrase: str = "",
        note: str = "",
    ) -> None:
        """Answer an open case with provisions of ``corpus``.

        Raises ProblemError: 409 if the case is already decided, 422 for an invalid note.
        """
        marks = [quote_marks(corpus, each.citation.act, each.citation.eid) for each in quotes]
        detail = ", ".join(f"{each['act']}:{each['eid']}" for each in marks)
        with self._database.begin() as session:
            case_id = self._decide(session, by, reference, CaseState.ANSWERED, phrase, note)
            session.add_all(
                CaseQuoteRow(case_id=case_id, place=place, **each)
                for place, each in enumerate(marks)
            )
            record_audit(session, by, "case.answer", reference, detail)

    def close(self, by: str, reference: str, note: str = "") -> None:
        """Close an open case that the law does not answer. Raises as :meth:`answer`."""
        with self._database.begin() as session:
            self._decide(session, by, reference, CaseState.CLOSED, "", note)
            record_audit(session, by, "case.close", reference)

    def _decide(
        self, session: Session, by: str, reference: str, state: CaseState, phrase: str, note: str
    ) -> int:
        """Take the case out of the queue atomically and return its id."""
        now, note = self._clock(), _checked(note)
        if phrase not in ("", *PHRASES):
            raise ProblemError(Problem(422, "case_note"))
        decided = session.execute(
            update(CaseRow)
            .where(CaseRow.reference == reference, CaseRow.state == CaseState.OPEN.value)
            .where(CaseRow.until > now)
            .values(
                state=state.value,
                decided_by=by,
                decided_at=now,
                until=now + self._life,
                phrase=phrase,
                note=note,
            )
            .returning(CaseRow.id)
        ).scalar()
        if decided is not None:
            return decided
        exists = session.scalar(select(CaseRow.id).where(CaseRow.reference == reference))
        raise ProblemError(Problem(409, "case_done") if exists else Problem(404, "no_case"))

    def _ended(self, token: str) -> ProblemError:
        is_expired = self._links.is_ours(token)
        return ProblemError(Problem(410, "case_over") if is_expired else Problem(404, "no_link"))


def erase_expired(session: Session, now: datetime) -> int:
    """Erase the cases with an expired link and return their number."""
    old = select(CaseRow.id).where(CaseRow.until <= now)
    session.execute(delete(CaseQuoteRow).where(CaseQuoteRow.case_id.in_(old)))
    erased = session.execute(delete(CaseRow).where(CaseRow.until <= now).returning(CaseRow.id))
    return len(erased.all())


def _checked(note: str) -> str:
    """Return a normalized note. Raises ProblemError (422) for an invalid or too long one."""
    try:
        note = check_question(note) if note.strip() else ""
    except QuestionError as error:
        raise ProblemError(Problem(422, "case_note")) from error
    if len(note) > MAX_NOTE_LENGTH:
        raise ProblemError(Problem(422, "case_note"))
    return note


def _case(row: CaseRow) -> Case:
    return Case(
        reference=row.reference,
        state=CaseState(row.state),
        question=row.question,
        language=row.language,
        answer_id=row.answer_id,
        left_at=row.left_at,
        until=row.until,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        phrase=row.phrase,
        note=row.note,
        quotes=tuple(
            KeptQuote(each.act, each.edition, each.eid, each.sha256, each.digest)
            for each in row.quotes
        ),
    )
