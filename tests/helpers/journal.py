"""Journals, questions that they write, and rows of questions."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from qa.answer import Question
from tests.helpers.web_app import ACT, law_answerer
from web.journal.journal import AskedQuestion, Journal
from web.journal.models import FeedbackRow, QuestionRow
from web.storage.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "Статья 24 пункт 3. Меня зовут Иван Петров, ИИН 990524496847"


def asked(text: str = SECRET, at: datetime = NOON, client: str = "192.0.2.7") -> AskedQuestion:
    """Return a question of a tab, with personal data in it, and its answer from the real law."""
    question = Question(text, ui="ru")
    return AskedQuestion(at, question, law_answerer().ask(question), "page", "tab", client, 0.0126)


def rows_of(database: Database) -> list[QuestionRow]:
    """Return the questions of the journal, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(QuestionRow).order_by(QuestionRow.id)))


def feedback_of(database: Database) -> list[FeedbackRow]:
    """Return the feedback of visitors, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(FeedbackRow).order_by(FeedbackRow.at, FeedbackRow.id)))


def journal_of(database: Database, now: datetime = NOON, days: int = 90) -> Journal:
    """Return a journal whose clock always says ``now``."""
    return Journal(database, days, lambda: now, pause=0)


def question(day: date, status: str = "answered", **columns: object) -> dict[str, object]:
    """Return the columns of a question of a day; ``columns`` replace the plain ones."""
    eid = None if status == "not_covered" else "art_24__para_3"
    return {
        "at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        "day": day,
        "answer_id": "a",
        "session": None,
        "visitor": "v1",
        "channel": "page",
        "ui": "kk",
        "language": "kk",
        "question": "Сұрақ",
        "asked_as": "сұрақ",
        "struck": "",
        "exact": False,
        "repaired": False,
        "status": status,
        "reason": None,
        "notice": None,
        "act": eid and ACT,
        "eid": eid,
        "passages": [],
        "ms": 10,
        **columns,
    }
