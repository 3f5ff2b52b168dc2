"""Erasing: what is older than the days to keep, or everything, with what was sorted of it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.journal.models import FeedbackRow, QuestionRow, SaltRow
from web.teaching.group_counts import recount_older
from web.teaching.lease import bump_epoch


def erase_old(session: Session, now: datetime, days: int) -> tuple[int, int]:
    """Erase what is older than ``days`` days: how many questions, how many pieces of feedback.

    Salts of days that are over go too.
    """
    session.execute(delete(SaltRow).where(SaltRow.day < now.date()))
    return _erase(session, now - timedelta(days=days))


def erase_all(session: Session) -> tuple[int, int]:
    """Erase the whole journal: how many questions, how many pieces of feedback."""
    session.execute(delete(SaltRow))
    return _erase(session, None)


def _erase(session: Session, before: datetime | None) -> tuple[int, int]:
    # First, so that whoever sorts the journal waits, and begins anew with what is left.
    bump_epoch(session)
    counts = []
    for table in (QuestionRow, FeedbackRow):
        old = () if before is None else (table.at < before,)
        counts.append(session.scalar(select(func.count(table.id)).where(*old)) or 0)
        session.execute(delete(table).where(*old))
    recount_older(session, before)
    return counts[0], counts[1]
