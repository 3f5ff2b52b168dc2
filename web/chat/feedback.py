"""Feedback of visitors on answers, and its store in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from web.journal.models import FeedbackRow
from web.journal.redaction.redactor import Redactor
from web.storage.database import Database

Verdict = Literal["yes", "no"]
Fault = Literal["wrong_provision", "not_clear", "not_covered", "other"]
MAX_COMMENT_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on the answer ``answer_id``; ``at`` is aware and in UTC.

    It holds no question: only what the visitor chose and wrote. ``eids`` are the provisions that
    the answer showed, ``session`` the random id of the tab.
    """

    at: datetime
    answer_id: str
    verdict: Verdict
    fault: Fault | None = None
    comment: str = ""
    language: str = ""
    eids: tuple[str, ...] = ()
    session: str | None = None


class JournalFeedback:
    """A store in the database; comments are redacted like questions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._redactor = Redactor()

    def add(self, feedback: Feedback) -> None:
        """Store one piece of feedback. Raises DatabaseError."""
        with self._database.begin() as session:
            session.add(self._row(feedback))

    def complete(self, feedback: Feedback) -> None:
        """Replace the latest feedback of the same tab on the same answer, or store it.

        So a verdict that was counted at the click gets its reason. Raises DatabaseError.
        """
        row = self._row(feedback)
        same = (FeedbackRow.answer_id == row.answer_id, FeedbackRow.session == row.session)
        latest = select(FeedbackRow).where(*same).order_by(FeedbackRow.id.desc()).limit(1)
        with self._database.begin() as session:
            earlier = session.scalar(latest) if row.session else None
            if earlier is None:
                session.add(row)
            else:
                earlier.verdict, earlier.fault = row.verdict, row.fault
                earlier.comment = row.comment

    def _row(self, feedback: Feedback) -> FeedbackRow:
        return FeedbackRow(
            at=feedback.at,
            day=feedback.at.date(),
            answer_id=feedback.answer_id,
            verdict=feedback.verdict,
            fault=feedback.fault,
            comment=self._redactor.redact(feedback.comment).text,
            language=feedback.language,
            eids=list(feedback.eids),
            session=feedback.session,
        )
