"""Draft of the bank: adding, listing and removing entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.question_bank import BankQuestion
from web.accounts.models import record_audit
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.teaching.models import DraftEntryRow, GroupState, MissGroupRow


@dataclass(frozen=True, slots=True)
class Draft:
    """Draft entry with its author, its time and its group, unless that was erased."""

    id: int
    entry: BankQuestion
    group_id: int | None
    by: str
    at: datetime


def add(
    session: Session, by: str, entries: Sequence[BankQuestion], group_id: int | None = None
) -> tuple[int, ...]:
    """Add validated ``entries`` to the draft and return their ids."""
    now = utc_now()
    rows = [
        DraftEntryRow(
            group_id=group_id,
            question=entry.question,
            language=entry.language,
            act=entry.act,
            eids=list(entry.eids),
            by=by,
            at=now,
        )
        for entry in entries
    ]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def unpublished(session: Session) -> tuple[Draft, ...]:
    """Return the unpublished entries, oldest first."""
    rows = session.scalars(
        select(DraftEntryRow).where(DraftEntryRow.publication.is_(None)).order_by(DraftEntryRow.id)
    )
    return tuple(_draft(row) for row in rows)


def remove(session: Session, by: str, draft_id: int) -> None:
    """Remove an entry, and reopen its group if it was the last one of it.

    Raises ProblemError (404) if the entry is missing or published.
    """
    row = session.get(DraftEntryRow, draft_id)
    if row is None or row.publication is not None:
        raise ProblemError(Problem(404, "no_draft"))
    record_audit(
        session, by, "teaching.remove", f"{row.act}:{','.join(row.eids)}", f"draft {row.id}"
    )
    group_id = row.group_id
    session.delete(row)
    session.flush()
    if group_id is None or _count_entries(session, group_id):
        return
    group = session.get(MissGroupRow, group_id)
    if group is not None and group.state == GroupState.LINKED:
        group.state, group.by, group.decided_at = GroupState.OPEN.value, by, utc_now()
        group.version += 1


def _count_entries(session: Session, group_id: int) -> int:
    """Count the entries of a group, published or not."""
    count = select(func.count()).where(DraftEntryRow.group_id == group_id)
    return session.scalar(count) or 0


def _draft(row: DraftEntryRow) -> Draft:
    entry = BankQuestion(row.question, row.language, row.act, tuple(row.eids))
    return Draft(row.id, entry, row.group_id, row.by, row.at)
