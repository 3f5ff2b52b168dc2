"""How a question comes into the queue of cases: once, and not when the queue is full."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from web.handover.case import State
from web.handover.tables import CaseRow
from web.problems import Problem, ProblemError

MOST_OPEN = 1_000
"""Open cases; more than staff could answer, and so many that a flood fills no disk."""

# As in web.storage.database, with a number of its own.
_QUEUEING = 7_206_113_002


def count_open(session: Session, now: datetime) -> int:
    """How many cases wait for an answer."""
    return session.scalar(select(func.count(CaseRow.id)).where(*_open(now))) or 0


def queue(session: Session, new: CaseRow) -> str:
    """Put ``new`` into the queue: the reference number of its case.

    A question that waits already and is left again with the same answer, as by a form that is sent
    twice, is one case: it keeps its number and its place, and its link is the new one.
    ProblemError (503) where as many wait as may.
    """
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has one writer at a time by itself.
        session.execute(text(f"SELECT pg_advisory_xact_lock({_QUEUEING})"))
    if new.answer_id is not None:
        same = CaseRow.answer_id == new.answer_id, CaseRow.question == new.question
        row = session.scalar(select(CaseRow).where(*_open(new.left_at), *same))
        if row is not None:
            row.token, row.language, row.until = new.token, new.language, new.until
            return row.reference
    if count_open(session, new.left_at) >= MOST_OPEN:
        raise ProblemError(Problem(503, "handover_full"))
    session.add(new)
    return new.reference


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CaseRow.state == State.OPEN.value, CaseRow.until > now
