"""Parts of the tests of the queue: a journal with misses, and sorting by what is easy to see."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from qa.answer import Question
from qa.answerer import Answerer
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.desk import app_state, signed_in
from tests.helpers.journal import question
from web.accounts.roles import Role
from web.journal.models import FeedbackRow, QuestionRow
from web.storage.database import Database
from web.teaching.clusterer import Clusterer
from web.teaching.models import MissGroupRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Axes:
    """An answerer whose questions mean their first letter alone."""

    def __init__(self, made_with: str = "axes") -> None:
        self.made_with = made_with
        self.asked: list[str] = []

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        self.asked += [one.text for one in questions]
        rows = np.zeros((len(questions), 1, 200), dtype=np.float32)
        for number, one in enumerate(questions):
            rows[number, 0, ord(one.text[0]) % 200] = 1
        return QuestionVectors(self.made_with, rows, (0.9,))


def sorting(database: Database, answerer: Axes | Answerer | None = None) -> Clusterer:
    return Clusterer(database, answerer or Axes(), lambda _: None, lambda: NOW)


def ask(
    database: Database, text: str, status: str = "not_covered", minute: int = 0, **more: object
) -> int:
    columns = {
        "question": text,
        "asked_as": text.lower(),
        "at": NOW + timedelta(minutes=minute),
        "answer_id": f"{text}{minute}",
        **more,
    }
    with database.begin() as session:
        row = QuestionRow(**question(NOW.date(), status, **columns))
        session.add(row)
        session.flush()
        return row.id


def say_no(database: Database, answer_id: str) -> None:
    with database.begin() as session:
        session.execute(
            insert(FeedbackRow).values(
                at=NOW, day=NOW.date(), answer_id=answer_id, verdict="no", comment="",
                language="kk", eids=[],
            )
        )  # fmt: skip


def sort(sorting: Clusterer) -> None:
    while sorting.step():
        pass


def groups(database: Database) -> list[MissGroupRow]:
    with database.reading() as session:
        return list(session.scalars(select(MissGroupRow).order_by(MissGroupRow.id)))


def sort_all(database: Database) -> None:
    """Sort everything, and let another process sort."""
    one = sorting(database)
    sort(one)
    one.stop()


def editor_with_queue(home: Path) -> TestClient:
    """An editor whose queue holds: groups of Қ (three ways to ask, 4 times), П, and Б."""
    client = signed_in(home, Role.EDITOR)
    database = app_state(client).database
    ask(database, "Қару қайда?", minute=0, session="tab")
    ask(database, "Қару қайда", "closest", minute=1, asked_as="қару қайда?", language="ru")
    ask(database, "Қылмыс па?", minute=2)
    ask(database, "Қылмыс па <b>?", minute=3)
    ask(database, "Плов?", "closest", minute=9, language="ru")
    ask(database, "Борщ?", minute=8, language="en")
    ask(database, "Оқ атуға бола ма?", "answered", minute=4, session="tab")
    sort_all(database)
    return client
