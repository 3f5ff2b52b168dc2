"""Database lease that lets one process at a time cluster misses."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.teaching.models import SortingRow

_ROW_ID = 1
# A lease that a killed process holds expires after this time.
LEASE_SECONDS = timedelta(minutes=2)


def acquire(session: Session, holder: str, now: datetime) -> SortingRow | None:
    """Take the lease for ``holder`` and return the row; None while another process holds it."""
    row = row_of(session)
    if not renew(session, holder, now, anew=True):
        return None
    session.refresh(row)
    return row


def renew(session: Session, holder: str, now: datetime, *, anew: bool = False) -> bool:
    """Extend the lease; return False if another process holds it.

    ``anew`` also takes a lease that is free or expired.
    """
    free = or_(SortingRow.holder.is_(None), SortingRow.until < now)
    mine = SortingRow.holder == holder
    updated = session.execute(
        update(SortingRow)
        .where(SortingRow.id == _ROW_ID, or_(mine, free) if anew else mine)
        .values(holder=holder, until=now + LEASE_SECONDS)
    )
    return bool(cast(CursorResult[Any], updated).rowcount)


def release(session: Session, holder: str) -> None:
    """Give the lease back."""
    session.execute(
        update(SortingRow).where(SortingRow.holder == holder).values(holder=None, until=None)
    )


def bump_epoch(session: Session) -> None:
    """Notify the clustering process that another one changed groups."""
    row_of(session)
    session.execute(update(SortingRow).values(epoch=SortingRow.epoch + 1))


def row_of(session: Session) -> SortingRow:
    """Return the row, inserted on first use."""
    row = session.scalars(select(SortingRow).where(SortingRow.id == _ROW_ID)).one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.execute(insert(SortingRow).values(id=_ROW_ID, question_id=0, feedback_id=0))
    except IntegrityError:
        # Another process inserted it at the same time.
        pass
    return session.scalars(select(SortingRow).where(SortingRow.id == _ROW_ID)).one()
