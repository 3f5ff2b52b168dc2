"""Decisions of editors on groups, with optimistic locking."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from data.question_bank import BankQuestion
from web.accounts.models import record_audit
from web.http.problems import Problem, ProblemError
from web.journal.models import QuestionRow
from web.storage.base import utc_now
from web.teaching import drafts
from web.teaching.group_counts import recount
from web.teaching.group_queries import load_group
from web.teaching.lease import bump_epoch
from web.teaching.models import DraftEntryRow, GroupState, MissGroupRow, MissRow

MAX_REASON_LENGTH = 500


class DecidedError(Exception):
    """Decision of another editor on the group since it was shown."""


def check_version(session: Session, group_id: int, version: int) -> None:
    """Raise ProblemError (404), or DecidedError if the group has changed since ``version``."""
    if load_group(session, group_id).version != version:
        raise DecidedError


def link(
    session: Session, by: str, group_id: int, version: int, entries: Sequence[BankQuestion]
) -> None:
    """Add validated ``entries`` to the draft and mark the group as linked.

    Raises ProblemError (404), DecidedError.
    """
    _decide(session, by, group_id, version, GroupState.LINKED)
    drafts.add(session, by, entries, group_id)
    eids = {f"{entry.act}:{eid}" for entry in entries for eid in entry.eids}
    _record(session, by, "link", group_id, ", ".join(sorted(eids)))


def mark_out_of_scope(
    session: Session, by: str, group_id: int, version: int, entries: Sequence[BankQuestion]
) -> None:
    """Mark the group as out of scope, with ``entries`` (without eIds) for the draft."""
    _decide(session, by, group_id, version, GroupState.OUTSIDE)
    drafts.add(session, by, entries, group_id)
    _record(session, by, "outside", group_id, f"{len(entries)} entries")


def dismiss(session: Session, by: str, group_id: int, version: int, reason: str) -> None:
    """Dismiss the group for ``reason``. Raises ProblemError (422) without one."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON_LENGTH or "\0" in reason:
        raise ProblemError(Problem(422, "reason"))
    _decide(session, by, group_id, version, GroupState.DISMISSED, reason)
    _record(session, by, "dismiss", group_id)


def reopen(session: Session, by: str, group_id: int, version: int) -> None:
    """Open a group again; its draft entries stay."""
    _decide(session, by, group_id, version, GroupState.OPEN)
    _record(session, by, "reopen", group_id)


def split_group(session: Session, by: str, group_id: int, version: int, key: str) -> int:
    """Move one phrasing of an open group to a new group and return its id.

    Raises ProblemError (404) if the group lacks the phrasing, (422) if it has no other one;
    DecidedError.
    """
    bump_epoch(session)
    _check_open(session, group_id)
    _increment_version(session, group_id, version)
    moved = (MissRow.group_id == group_id, MissRow.asked_as == key)
    asked = select(QuestionRow).join(MissRow, MissRow.question_id == QuestionRow.id).where(*moved)
    first = session.scalars(asked.order_by(QuestionRow.id).limit(1)).one_or_none()
    if first is None:
        raise ProblemError(Problem(404, "no_phrasing"))
    others = select(MissRow.question_id).where(
        MissRow.group_id == group_id, MissRow.asked_as != key
    )
    if session.scalar(others.limit(1)) is None:
        raise ProblemError(Problem(422, "only_phrasing"))
    new_id = session.scalars(
        insert(MissGroupRow)
        .values(
            text=first.question,
            language=first.language,
            languages=first.language,
            first_at=first.at,
            last_at=first.at,
        )
        .returning(MissGroupRow.id)
    ).one()
    session.execute(update(MissRow).where(*moved).values(group_id=new_id))
    recount(session, [group_id, new_id])
    _record(session, by, "take_out", group_id, f"group {new_id}")
    return new_id


def merge_groups(session: Session, by: str, group_id: int, version: int, into: int) -> None:
    """Move all misses of an open group to the open group ``into`` and delete the former.

    Raises ProblemError (404), (422) if ``into`` is the group itself or not open; DecidedError.
    """
    bump_epoch(session)
    _check_open(session, group_id)
    other = session.get(MissGroupRow, into)
    if other is None or into == group_id or other.state != GroupState.OPEN:
        raise ProblemError(Problem(422, "join"))
    _increment_version(session, group_id, version)
    _increment_version(session, into, other.version)
    session.execute(update(MissRow).where(MissRow.group_id == group_id).values(group_id=into))
    session.execute(
        update(DraftEntryRow).where(DraftEntryRow.group_id == group_id).values(group_id=into)
    )
    recount(session, [group_id, into])
    _record(session, by, "join", group_id, f"group {into}")


def _decide(
    session: Session,
    by: str,
    group_id: int,
    version: int,
    state: GroupState,
    reason: str | None = None,
) -> None:
    """Set the state of an open group, or open a decided one."""
    group = load_group(session, group_id)
    if (group.state == GroupState.OPEN) == (state == GroupState.OPEN):
        raise DecidedError
    _increment_version(session, group_id, version)
    session.execute(
        update(MissGroupRow)
        .where(MissGroupRow.id == group_id)
        .values(state=state.value, reason=reason, by=by, decided_at=utc_now(), again=0)
    )


def _check_open(session: Session, group_id: int) -> None:
    if load_group(session, group_id).state != GroupState.OPEN:
        raise DecidedError


def _increment_version(session: Session, group_id: int, version: int) -> None:
    """Increment the group's version. Raises DecidedError if it is not ``version``."""
    updated = session.execute(
        update(MissGroupRow)
        .where(MissGroupRow.id == group_id, MissGroupRow.version == version)
        .values(version=version + 1)
    )
    if not cast(CursorResult[Any], updated).rowcount:
        load_group(session, group_id)
        raise DecidedError


def _record(session: Session, by: str, action: str, group_id: int, detail: str = "") -> None:
    # No words of a visitor: the audit trail outlives the journal.
    record_audit(session, by, f"teaching.{action}", f"group {group_id}", detail)
