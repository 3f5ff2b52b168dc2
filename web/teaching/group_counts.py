"""Recount of groups after misses were erased or moved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from web.journal.models import QuestionRow
from web.journal.retention import EraseHooks
from web.teaching.lease import bump_epoch, row_of
from web.teaching.miss_queries import journal_watermark
from web.teaching.models import MissGroupRow, MissRow, MissVectorRow, SortingRow

_BATCH_SIZE = 500


def recount_older(session: Session, before: datetime | None) -> None:
    """Recount the groups with misses older than ``before`` (None: all), which the journal erased.

    A group without misses is erased as well, since it holds a visitor's words.
    """
    conditions = () if before is None else (MissGroupRow.first_at < before,)
    group_ids = session.scalars(select(MissGroupRow.id).where(*conditions)).all()
    recount(session, group_ids)
    # Ids are reused after an erasure, so the watermark must not exceed the ids that are left.
    row, newest = row_of(session), journal_watermark(session)
    session.execute(
        update(SortingRow).values(
            question_id=min(row.question_id, newest.question_id),
            feedback_id=min(row.feedback_id, newest.feedback_id),
        )
    )


def recount(session: Session, group_ids: Sequence[int]) -> None:
    """Recount the misses of ``group_ids`` and delete groups without any.

    The caller has called :func:`web.teaching.lease.bump_epoch`.
    """
    for start in range(0, len(group_ids), _BATCH_SIZE):
        _recount(session, group_ids[start : start + _BATCH_SIZE])


def _recount(session: Session, group_ids: Sequence[int]) -> None:
    rows = session.scalars(select(MissGroupRow).where(MissGroupRow.id.in_(group_ids))).all()
    counts = _count_misses(session, group_ids)
    questions = _questions(session, [count["first_id"] for count in counts.values()])
    languages = _languages(session, group_ids)
    for row in rows:
        if row.id not in counts:
            session.delete(row)
            continue
        count = counts[row.id]
        text, language = questions[count.pop("first_id")]
        if text != row.text:
            session.execute(delete(MissVectorRow).where(MissVectorRow.group_id == row.id))
        for name, value in count.items():
            setattr(row, name, value)
        row.text, row.language = text, language
        row.languages = ",".join(sorted(languages[row.id]))
        row.again = min(row.again, row.asked)
    session.flush()


def _count_misses(session: Session, group_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the count columns of each group with misses, and its ``first_id`` (question)."""

    def count_of(how: str) -> Any:
        return func.sum(case((MissRow.how == how, 1), else_=0)).label(how)

    found = session.execute(
        select(
            MissRow.group_id,
            func.count().label("asked"),
            count_of("not_covered"),
            count_of("closest"),
            func.sum(case((MissRow.no, 1), else_=0)).label("noes"),
            func.min(QuestionRow.at).label("first_at"),
            func.max(QuestionRow.at).label("last_at"),
            func.min(QuestionRow.id).label("first_id"),
        )
        .join(QuestionRow, QuestionRow.id == MissRow.question_id)
        .where(MissRow.group_id.in_(group_ids))
        .group_by(MissRow.group_id)
    )
    counts = {}
    for mapping in found.mappings():
        columns = dict(mapping)
        counts[columns.pop("group_id")] = columns
    return counts


def _questions(session: Session, question_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    row = QuestionRow
    found = session.execute(
        select(row.id, row.question, row.language).where(row.id.in_(question_ids))
    )
    return {question_id: (text, language) for question_id, text, language in found}


def _languages(session: Session, group_ids: Sequence[int]) -> dict[int, set[str]]:
    found = session.execute(
        select(MissRow.group_id, QuestionRow.language)
        .join(QuestionRow, QuestionRow.id == MissRow.question_id)
        .where(MissRow.group_id.in_(group_ids))
        .distinct()
    )
    languages: dict[int, set[str]] = {}
    for group_id, language in found:
        languages.setdefault(group_id, set()).add(language)
    return languages


# The epoch is bumped first, so that a clustering worker reloads the groups that are left.
ERASE_HOOKS = EraseHooks(before=bump_epoch, after=recount_older)
"""Hooks that run when the journal erases questions."""
