"""Feedback in the journal."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from web.feedback import Feedback
from web.journal.strike import Striker
from web.journal.tables import FeedbackRow
from web.storage.database import Database


class JournalFeedback:
    """A :class:`web.feedback.FeedbackStore` in the database; comments are struck like questions."""

    def __init__(self, database: Database) -> None:
        """Keep feedback in ``database``."""
        self._database = database
        self._striker = Striker()

    def add(self, feedback: Feedback) -> None:
        """Keep one piece of feedback. Raises DatabaseError."""
        at = datetime.fromisoformat(feedback.at)
        row = FeedbackRow(
            at=at,
            day=at.astimezone(UTC).date(),
            answer_id=feedback.answer_id,
            verdict=feedback.verdict,
            fault=feedback.fault,
            comment=self._striker.strike(feedback.comment).text,
            language=feedback.language,
            eids=list(feedback.eids),
            session=feedback.session,
        )
        with self._database.begin() as session:
            session.add(row)

    def all(self) -> Iterator[Feedback]:
        """All that is kept, oldest first. Raises DatabaseError."""
        with self._database.reading() as session:
            rows = session.scalars(select(FeedbackRow).order_by(FeedbackRow.at, FeedbackRow.id))
            for row in rows:
                yield Feedback(
                    at=row.at.isoformat(timespec="seconds"),
                    answer_id=row.answer_id,
                    verdict="yes" if row.verdict == "yes" else "no",
                    fault=row.fault,  # type: ignore[arg-type]
                    comment=row.comment,
                    language=row.language,
                    eids=tuple(row.eids),
                    session=row.session,
                )
