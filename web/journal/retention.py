"""Erasure of the journal, by age or whole, with the clusters derived from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.journal.models import FeedbackRow, QuestionRow, SaltRow


@dataclass(frozen=True, slots=True)
class EraseHooks:
    """Steps of other features in the transaction of an erasure.

    ``before`` runs first, so that a concurrent clustering waits and starts anew; ``after`` gets the
    time before which everything was erased, None for the whole journal.
    """

    before: Callable[[Session], object]
    after: Callable[[Session, datetime | None], object]


def erase_old(
    session: Session, now: datetime, days: int, hooks: EraseHooks | None = None
) -> tuple[int, int]:
    """Erase entries older than ``days`` days and the salts of past days.

    Return the numbers of erased questions and pieces of feedback.
    """
    session.execute(delete(SaltRow).where(SaltRow.day < now.date()))
    return _erase(session, now - timedelta(days=days), hooks)


def erase_all(session: Session, hooks: EraseHooks | None = None) -> tuple[int, int]:
    """Erase the whole journal; return the numbers of questions and pieces of feedback."""
    session.execute(delete(SaltRow))
    return _erase(session, None, hooks)


def _erase(session: Session, before: datetime | None, hooks: EraseHooks | None) -> tuple[int, int]:
    if hooks is not None:
        hooks.before(session)
    counts = []
    for table in (QuestionRow, FeedbackRow):
        old = () if before is None else (table.at < before,)
        counts.append(session.scalar(select(func.count(table.id)).where(*old)) or 0)
        session.execute(delete(table).where(*old))
    if hooks is not None:
        hooks.after(session, before)
    return counts[0], counts[1]
