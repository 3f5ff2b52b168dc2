"""Queries for misses in the journal, and for the answered questions that followed them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from web.journal.models import FeedbackRow, QuestionRow
from web.storage.database import Database
from web.teaching.models import MissReason, MissRow, SortingRow

WITHIN = timedelta(minutes=5)
# Age up to which a miss is looked at again; more than WITHIN, as rows may be written late.
_RECENT = timedelta(minutes=7)
MISSED = ("not_covered", "closest")
_UNCITABLE = ("no_such_provision", "other_act", "other_language", "which_act", "several_acts")
# Transactions that commit late insert ids below the watermark: so many are read again.
_OVERLAP = 2000


def find_groups(database: Database, keys: Sequence[str]) -> dict[str, int]:
    """Return the latest group of the misses with each key ``asked_as``, where there is one."""
    with database.reading() as session:
        found = session.execute(
            select(MissRow.asked_as, func.max(MissRow.group_id).label("group_id"))
            .where(MissRow.asked_as.in_(keys), MissRow.group_id.is_not(None))
            .group_by(MissRow.asked_as)
        )
        return {row.asked_as: row.group_id for row in found}


def record_follow_ups(session: Session, question_ids: Iterable[int], now: datetime) -> None:
    """Store the first answered question that followed each miss in the same browser tab.

    This concerns the misses ``question_ids`` and recent ones.
    """
    row = QuestionRow
    misses: dict[int, tuple[str | None, datetime]] = {}
    for condition in (row.id.in_(list(question_ids)), row.at > now - _RECENT):
        found = session.execute(
            select(row.id, row.session, row.at, MissRow.then_id)
            .join(MissRow, MissRow.question_id == row.id)
            .where(row.session.is_not(None), condition)
        )
        misses |= {one: (tab, at) for one, tab, at, then in found if then is None}
    if not misses:
        return
    times = [at for _, at in misses.values()]
    answered = session.execute(
        select(row.id, row.session, row.at)
        .outerjoin(MissRow, MissRow.question_id == row.id)
        .where(
            row.session.in_({tab for tab, _ in misses.values()}),
            row.status == "answered",
            row.at.between(min(times), max(times) + WITHIN),
            # An answer with negative feedback is a miss itself.
            MissRow.question_id.is_(None),
        )
        .order_by(row.at, row.id)
    ).all()
    for question_id, (tab, at) in misses.items():
        then = next(
            (
                one
                for one, its_tab, its_time in answered
                if its_tab == tab and at < its_time <= at + WITHIN
            ),
            None,
        )
        if then is not None:
            session.execute(
                update(MissRow).where(MissRow.question_id == question_id).values(then_id=then)
            )


@dataclass(frozen=True, slots=True)
class UnclusteredMiss:
    """Question to be clustered; ``how`` is a MissReason, ``no`` marks negative feedback."""

    id: int
    at: datetime
    question: str
    language: str
    asked_as: str
    how: str
    no: bool


@dataclass(frozen=True, slots=True)
class Watermark:
    """Ids of the newest question and feedback; 0 if there is none."""

    question_id: int
    feedback_id: int


def journal_watermark(session: Session) -> Watermark:
    """Return the newest ids of the journal."""
    newest = (select(func.max(table.id)) for table in (QuestionRow, FeedbackRow))
    return Watermark(*(session.scalar(one) or 0 for one in newest))


def unanswered_misses(session: Session, done: int, most: int) -> list[UnclusteredMiss]:
    """Return the first ``most`` questions above the id ``done`` without a certain answer."""
    row = QuestionRow
    ids: list[int] = []
    # One query per status, so that each follows an index and stops at the limit.
    for status in MISSED:
        ids += session.scalars(
            select(row.id)
            .where(
                row.status == status,
                _is_gap(),
                row.id > done - _OVERLAP,
                ~exists().where(MissRow.question_id == row.id),
            )
            .order_by(row.id)
            .limit(most)
        )
    found = session.scalars(select(row).where(row.id.in_(sorted(ids)[:most])).order_by(row.id))
    return [_to_miss(each, no=False) for each in found]


def downvoted_answers(session: Session, done: int, most: int) -> tuple[list[UnclusteredMiss], int]:
    """Return questions with negative feedback above the id ``done``, and the last feedback id.

    Feedback may be written before its question, so that some ids are read again.
    """
    row = QuestionRow
    found = session.execute(
        select(row, FeedbackRow.id)
        .join(FeedbackRow, FeedbackRow.answer_id == row.answer_id)
        .outerjoin(MissRow, MissRow.question_id == row.id)
        .where(
            FeedbackRow.verdict == "no",
            QuestionRow.notice.is_(None),
            FeedbackRow.id > done - _OVERLAP,
            or_(MissRow.question_id.is_(None), MissRow.no.is_(False)),
        )
        .order_by(FeedbackRow.id)
        .limit(most)
    ).all()
    misses = {question.id: _to_miss(question, no=True) for question, _ in found}
    return list(misses.values()), max((feedback for _, feedback in found), default=0)


def count_unclustered(session: Session) -> int:
    """Count the questions that are still to be clustered, with an index-only query."""
    done = session.scalar(select(SortingRow.question_id)) or 0
    waiting = select(func.count()).where(
        QuestionRow.status.in_(MISSED), _is_gap(), QuestionRow.id > done
    )
    return session.scalar(waiting) or 0


def _is_gap() -> ColumnElement[bool]:
    """Return the condition that leaves out what no entry should be made from.

    That is a reference without one provision to cite, and a message about danger.
    """
    is_citable = or_(QuestionRow.reason.is_(None), QuestionRow.reason.not_in(_UNCITABLE))
    return and_(is_citable, QuestionRow.notice.is_(None))


def _to_miss(row: QuestionRow, *, no: bool) -> UnclusteredMiss:
    how = row.status if row.status in MISSED else MissReason.NO.value
    return UnclusteredMiss(row.id, row.at, row.question, row.language, row.asked_as, how, no)


def distinct(misses: Sequence[UnclusteredMiss]) -> dict[str, UnclusteredMiss]:
    """Return the first miss of each normalized text, by text."""
    first: dict[str, UnclusteredMiss] = {}
    for one in misses:
        first.setdefault(one.asked_as, one)
    return first
