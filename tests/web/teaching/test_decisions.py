"""Decisions on both database engines, and the clustering worker."""

import logging
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import select, update

from data.question_bank import BankQuestion
from qa.answer import Question
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.teaching_queue import Axes, ask, groups, sort_all
from web.http.problems import ProblemError
from web.storage.database import Database
from web.teaching import decisions, drafts
from web.teaching.clustering_worker import ClusteringWorker
from web.teaching.group_queries import follow_up_questions, list_phrasings
from web.teaching.models import MissGroupRow, SortingRow

ENTRY = BankQuestion("Қару қайда?", "kk", "x", ("art_1",))


def numbers(database: Database) -> dict[str, int]:
    return {group.text: group.id for group in groups(database)}


def filled(database: Database) -> None:
    ask(database, "Қару қайда?", session="tab")
    ask(database, "Қылмыс па?", "closest", minute=1, language="ru")
    ask(database, "Қылмыс па?", minute=2, session="tab")
    ask(database, "Плов?", minute=3)
    ask(database, "Оқ?", "answered", minute=4, session="tab")
    sort_all(database)


def test_second_concurrent_decision_is_rejected(database: Database) -> None:
    filled(database)
    group_id = numbers(database)["Қару қайда?"]
    with database.begin() as session:
        decisions.link(session, "aigul", group_id, 0, [ENTRY])
    with pytest.raises(decisions.DecidedError), database.begin() as session:
        decisions.link(session, "daulet", group_id, 0, [ENTRY])
    with pytest.raises(decisions.DecidedError), database.begin() as session:
        decisions.dismiss(session, "daulet", group_id, 1, "ас")
    with database.begin() as session:
        assert [each.by for each in drafts.unpublished(session)] == ["aigul"]
        decisions.reopen(session, "daulet", group_id, 1)
        decisions.mark_out_of_scope(session, "daulet", group_id, 2, [])
        row = session.get_one(MissGroupRow, group_id)
        session.refresh(row)
        assert (row.state, row.by, row.version, row.again) == ("outside", "daulet", 3, 0)
    with pytest.raises(ProblemError), database.begin() as session:
        decisions.link(session, "aigul", 999, 0, [ENTRY])


def test_split_and_merged_groups_are_recounted(database: Database) -> None:
    filled(database)
    first, other = numbers(database)["Қару қайда?"], numbers(database)["Плов?"]
    with database.begin() as session:
        made = decisions.split_group(session, "aigul", first, 0, "қылмыс па?")
        decisions.merge_groups(session, "aigul", other, 0, made)
    assert [(each.text, each.asked, each.languages) for each in groups(database)] == [
        ("Қару қайда?", 1, "kk"),
        ("Қылмыс па?", 3, "kk,ru"),
    ]
    with database.reading() as session:
        ways, total = list_phrasings(session, made)
        followed = follow_up_questions(session, made)
    assert total == 2
    assert [(each.text, each.number, each.hows) for each in ways] == [
        ("Қылмыс па?", 2, ("not_covered", "closest")),
        ("Плов?", 1, ("not_covered",)),
    ]
    assert [(each.question, each.found.eid, each.found.number) for each in followed] == [
        ("Оқ?", "art_24__para_3", 1)
    ]
    # What is sorted later finds the groups as they are now.
    ask(database, "Пицца?", minute=9)
    sort_all(database)
    assert [(each.text, each.asked) for each in groups(database)] == [
        ("Қару қайда?", 1),
        ("Қылмыс па?", 3),
        ("Пицца?", 1),
    ]


def until(true: object) -> None:
    assert callable(true)
    end = monotonic() + 30
    while not true():
        assert monotonic() < end
        sleep(0.02)


def test_worker_clusters_new_misses_and_releases_the_lease(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    sorter = ClusteringWorker(database, Axes(), idle=0.02)
    sorter.start()
    ask(database, "Плов?")
    until(lambda: len(groups(database)) == 1)
    ask(database, "Борщ?")
    until(lambda: len(groups(database)) == 2)
    sorter.close()
    ask(database, "Қару?")
    sort_all(database)
    assert [each.text for each in groups(database)] == ["Плов?", "Борщ?", "Қару?"]
    database.close()


def test_worker_survives_an_unavailable_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'bapta.sqlite'}")
    sorter = ClusteringWorker(database, Axes(), idle=0.02, retry=0.02)
    with caplog.at_level(logging.ERROR):
        sorter.start()
        until(lambda: len(caplog.records) > 1)
        # The folder is made by the database itself, as soon as the file is gone.
        (tmp_path / "file").unlink()
        ask(database, "Плов?")
        until(lambda: len(groups(database)) == 1)
    sorter.close()
    assert "Missed questions are not sorted" in caplog.text
    with database.reading() as session:
        assert session.scalars(select(MissGroupRow.text)).all() == ["Плов?"]
    database.close()


def test_worker_survives_an_integrity_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    ask(database, "Плов?")

    class Beside(Axes):
        """Meanwhile another process sorts the very question, and lets go."""

        def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
            if questions and not self.asked:
                self.asked.append("")
                with database.begin() as session:
                    session.execute(update(SortingRow).values(holder=None))
                sort_all(database)
            return super().encode_questions(questions)

    sorter = ClusteringWorker(database, Beside(), idle=0.02, retry=0.02)
    sorter.start()
    until(lambda: "Missed questions are not sorted" in caplog.text)
    ask(database, "Борщ?")
    until(lambda: len(groups(database)) == 2)
    sorter.close()
    assert "Плов" not in caplog.text
    assert [(each.text, each.asked) for each in groups(database)] == [("Плов?", 1), ("Борщ?", 1)]
    database.close()
