"""What askers tried next: the answered question that followed a miss within a few minutes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from web.journal.tables import QuestionRow
from web.teaching.tables import MissRow

WITHIN = timedelta(minutes=5)
# Misses whose asker may still find something, with time to spare for what is written later.
_OPEN = timedelta(minutes=7)


def note_followed(session: Session, question_ids: Iterable[int], now: datetime) -> None:
    """Note for the misses ``question_ids``, and for those of a moment ago, which answered question
    came first after them in the same tab.
    """
    row = QuestionRow
    missed: dict[int, tuple[str | None, datetime]] = {}
    for which in (row.id.in_(list(question_ids)), row.at > now - _OPEN):
        found = session.execute(
            select(row.id, row.session, row.at, MissRow.then_id)
            .join(MissRow, MissRow.question_id == row.id)
            .where(row.session.is_not(None), which)
        )
        missed |= {one: (tab, at) for one, tab, at, then in found if then is None}
    if not missed:
        return
    times = [at for _, at in missed.values()]
    answered = session.execute(
        select(row.id, row.session, row.at)
        .outerjoin(MissRow, MissRow.question_id == row.id)
        .where(
            row.session.in_({tab for tab, _ in missed.values()}),
            row.status == "answered",
            row.at.between(min(times), max(times) + WITHIN),
            # An answer that got a "no" was no hit.
            MissRow.question_id.is_(None),
        )
        .order_by(row.at, row.id)
    ).all()
    for question_id, (tab, at) in missed.items():
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
