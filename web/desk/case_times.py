"""Times of cases: their records, and the figures by operator and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from web.desk.models import CaseTimeRow
from web.http.translations import Translations
from web.storage.database import Database

KEPT = timedelta(days=366)
"""Time for which the times of a case are kept after its question was left."""
_MIN_SAMPLES = 5
_WAIT_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Figures of the cases of one operator or language; times are None without a sample.

    ``first`` and ``closing`` hold the median and the 90th percentile of the time to the first
    answer and to the last decision.
    """

    name: str
    left: int
    decided: int
    first: tuple[timedelta, timedelta] | None
    closing: tuple[timedelta, timedelta] | None
    helped: int
    not_helped: int


def record_left(session: Session, reference: str, language: str, left_at: datetime) -> None:
    """Record that a question was left."""
    session.add(CaseTimeRow(reference=reference, language=language, left_at=left_at))


def record_decision(
    session: Session, reference: str, by: str, at: datetime, *, is_answer: bool
) -> None:
    """Record a decision; the first answer stays the first."""
    changed = update(CaseTimeRow).where(CaseTimeRow.reference == reference)
    session.execute(changed.values(decided_at=at, decided_by=by))
    if is_answer:
        session.execute(
            changed.where(CaseTimeRow.answered_at.is_(None)).values(answered_at=at, answered_by=by)
        )


def record_reopening(session: Session, reference: str) -> None:
    """Record that a case is open again."""
    changed = update(CaseTimeRow).where(CaseTimeRow.reference == reference)
    session.execute(changed.values(decided_at=None, decided_by=None))


def record_verdict(session: Session, reference: str, *, helped: bool) -> None:
    """Record whether the answer helped the asker."""
    changed = update(CaseTimeRow).where(CaseTimeRow.reference == reference)
    session.execute(changed.values(helped=helped))


def erase_old_times(session: Session, now: datetime) -> None:
    """Erase the times of questions that were left longer ago than ``KEPT``."""
    session.execute(delete(CaseTimeRow).where(CaseTimeRow.left_at < now - KEPT))


def usual_wait(session: Session, now: datetime) -> timedelta | None:
    """Return the 90th percentile of the time to an answer of the last 30 days.

    None with fewer than ``_MIN_SAMPLES`` answers.
    """
    row = CaseTimeRow
    found = session.execute(
        select(row.left_at, row.answered_at).where(
            row.answered_at.is_not(None), row.left_at > now - _WAIT_PERIOD
        )
    )
    waits = sorted(answered - left for left, answered in found if answered is not None)
    return _quantile(waits, 90) if len(waits) >= _MIN_SAMPLES else None


def load_case_figures(
    database: Database, first: datetime, last: datetime
) -> dict[str, tuple[CaseFigures, ...]]:
    """Return the figures of the questions left from ``first`` to ``last``.

    The keys are ``operator`` (whoever decided; open cases are left out) and ``language``.
    """
    with database.reading() as session:
        rows = session.scalars(
            select(CaseTimeRow).where(CaseTimeRow.left_at.between(first, last))
        ).all()
    operators = sorted({row.decided_by for row in rows if row.decided_by is not None})
    languages = sorted({row.language for row in rows})
    return {
        "operator": tuple(
            _figures(name, [row for row in rows if row.decided_by == name]) for name in operators
        ),
        "language": tuple(
            _figures(name, [row for row in rows if row.language == name]) for name in languages
        ),
    }


def format_span(wording: Translations, span: timedelta) -> str:
    """Format a length of time in days, hours or minutes, rounded up."""
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= 2 * length:
            return wording.count(f"span.{unit}", -(-minutes // length))
    return wording.count("span.minutes", minutes)


def _figures(name: str, rows: Sequence[CaseTimeRow]) -> CaseFigures:
    first = sorted(row.answered_at - row.left_at for row in rows if row.answered_at is not None)
    closing = sorted(row.decided_at - row.left_at for row in rows if row.decided_at is not None)
    return CaseFigures(
        name=name,
        left=len(rows),
        decided=len(closing),
        first=(_quantile(first, 50), _quantile(first, 90)) if first else None,
        closing=(_quantile(closing, 50), _quantile(closing, 90)) if closing else None,
        helped=sum(row.helped is True for row in rows),
        not_helped=sum(row.helped is False for row in rows),
    )


def _quantile(ordered: Sequence[timedelta], percent: int) -> timedelta:
    """Return the smallest value that at least ``percent`` of the values do not exceed."""
    return ordered[-(-percent * len(ordered) // 100) - 1]
