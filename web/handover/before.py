"""What Bapta answered before a question was left to a person, as the journal has it."""

from dataclasses import dataclass

from sqlalchemy import select

from web.journal.tables import QuestionRow
from web.storage.database import Database
from web.teaching.tables import MissRow


@dataclass(frozen=True, slots=True)
class Before:
    """The answer that fell short, and the group of the queue of misses that it is in."""

    status: str
    reason: str | None
    channel: str
    group: int | None


def before(database: Database, answer_id: str | None) -> Before | None:
    """What the journal holds of an answer; None where it holds nothing, or no more."""
    if answer_id is None:
        return None
    with database.reading() as session:
        row = session.execute(
            select(QuestionRow.status, QuestionRow.reason, QuestionRow.channel, MissRow.group_id)
            .outerjoin(MissRow, MissRow.question_id == QuestionRow.id)
            .where(QuestionRow.answer_id == answer_id)
            .limit(1)
        ).first()
    return None if row is None else Before(*row)
