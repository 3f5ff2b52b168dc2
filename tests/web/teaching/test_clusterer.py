"""Clustering of misses, on both database engines."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qa.answer import Question
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.teaching_queue import NOW, Axes, ask, groups, say_no, sort, sorting
from tests.helpers.web_app import law_answerer, model_answerer
from web.journal.models import QuestionRow
from web.journal.retention import erase_all, erase_old
from web.storage.database import Database
from web.teaching.clusterer import Clusterer
from web.teaching.group_counts import ERASE_HOOKS
from web.teaching.miss_queries import count_unclustered
from web.teaching.models import MissGroupRow, MissRow, MissVectorRow, SortingRow

pytestmark = pytest.mark.slow


def counts(database: Database) -> list[tuple[str, str, int, int, int, int]]:
    return [
        (each.text, each.languages, each.asked, each.not_covered, each.closest, each.noes)
        for each in groups(database)
    ]


def test_similar_misses_share_a_group(database: Database) -> None:
    ask(database, "Плов")
    ask(database, "плов", minute=3, language="ru")
    ask(database, "Пицца", "closest", minute=1)
    ask(database, "Борщ", "answered")
    ask(database, "24-бап", "answered")
    ask(database, "99-бап", reason="no_such_provision")
    ask(database, "УК 188", reason="other_act")
    ask(database, "1-бап", reason="which_act")
    ask(database, "Қару", reason="out_of_scope")
    say_no(database, "Борщ0")
    say_no(database, "Пицца1")
    answerer = Axes()
    first = sorting(database, answerer)
    with database.reading() as session:
        assert count_unclustered(session) == 4
    sort(first)
    with database.reading() as session:
        assert count_unclustered(session) == 0
    assert counts(database) == [
        ("Плов", "kk,ru", 3, 2, 1, 1),
        ("Борщ", "kk", 1, 0, 0, 1),
        ("Қару", "kk", 1, 1, 0, 0),
    ]
    assert answerer.asked == ["Плов", "Пицца", "Борщ", "Қару"]
    with database.reading() as session:
        hows = session.execute(select(MissRow.how, MissRow.no).order_by(MissRow.question_id)).all()
    assert hows == [
        ("not_covered", False),
        ("not_covered", False),
        ("closest", True),
        ("no", True),
        ("not_covered", False),
    ]


def test_later_misses_join_similar_groups(database: Database) -> None:
    ask(database, "Плов")
    one = sorting(database)
    sort(one)
    assert one.step() is False
    with database.begin() as session:
        session.execute(update(MissGroupRow).values(state="dismissed", reason="ас"))
    ask(database, "Пирог", minute=9)
    say_no(database, "Плов0")
    sort(one)
    # Another process goes on where this one stopped.
    one.stop()
    ask(database, "Пончик", minute=12)
    sort(sorting(database))
    (group,) = groups(database)
    assert (group.asked, group.again, group.noes) == (3, 2, 1)
    assert (group.first_at, group.last_at) == (NOW, NOW + timedelta(minutes=12))


def test_one_process_clusters_at_a_time(database: Database) -> None:
    ask(database, "Плов")
    first, second = sorting(database), sorting(database)
    sort(first)
    ask(database, "Борщ")
    assert second.step() is False
    assert [each.text for each in groups(database)] == ["Плов"]
    later = Clusterer(database, Axes(), lambda _: None, lambda: NOW + timedelta(minutes=3))
    sort(later)
    assert [each.text for each in groups(database)] == ["Плов", "Борщ"]


def test_lease_is_renewed_during_long_encoding(database: Database) -> None:
    for number in range(20):
        ask(database, chr(ord("А") + number))
    now = [NOW]

    class Slow(Axes):
        def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
            now[0] += timedelta(seconds=70) if questions else timedelta()
            return super().encode_questions(questions)

    other = Clusterer(database, Axes(), lambda _: None, lambda: now[0])

    def step_other(_: float) -> None:
        other.step()

    slow = Clusterer(database, Slow(), step_other, lambda: now[0])
    sort(slow)
    assert other._index is None
    assert len(groups(database)) == 20


def test_late_row_is_clustered(database: Database) -> None:
    late = ask(database, "Плов")
    ask(database, "Борщ")
    with database.begin() as session:
        row = session.get_one(QuestionRow, late)
        kept = {column.name: getattr(row, column.name) for column in QuestionRow.__table__.columns}
        session.delete(row)
    one = sorting(database)
    sort(one)
    with database.begin() as session:
        session.execute(insert(QuestionRow).values(kept))
    ask(database, "Қару")
    sort(one)
    assert [each.text for each in groups(database)] == ["Борщ", "Плов", "Қару"]


def test_vectors_of_another_model_are_replaced(database: Database) -> None:
    ask(database, "Плов")
    sort(sorting(database))
    ask(database, "Пицца")
    other = Axes("other")
    one = Clusterer(database, other, lambda _: None, lambda: NOW + timedelta(hours=1))
    sort(one)
    assert other.asked == ["Плов", "Пицца"]
    assert [each.asked for each in groups(database)] == [2]
    with database.reading() as session:
        assert session.scalars(select(MissVectorRow.made_with)).all() == ["other"]


def test_next_answered_question_is_recorded(database: Database) -> None:
    tab = {"session": "tab"}
    first = ask(database, "Плов", minute=0, **tab)
    ask(database, "Борщ", minute=1, **tab)
    ask(database, "Аяқ киім", "answered", minute=4, session="another")
    found = ask(database, "24-бап", "answered", minute=5, **tab)
    ask(database, "25-бап", "answered", minute=5, eid="art_25", **tab)
    late = ask(database, "Қару", minute=10, **tab)
    ask(database, "26-бап", "answered", minute=16, **tab)
    sort(sorting(database))
    with database.reading() as session:
        then = dict(session.execute(select(MissRow.question_id, MissRow.then_id)).all())
    assert then == {first: found, first + 1: found, late: None}


def test_erasing_the_journal_erases_groups(database: Database) -> None:
    ask(database, "Плов", minute=-60 * 24 * 9, language="ru")
    ask(database, "Қару", minute=-60 * 24 * 9)
    ask(database, "Пицца", minute=6)
    one = sorting(database)
    with database.begin() as session:
        erase_old(session, NOW, 100, ERASE_HOOKS)
    sort(one)
    assert counts(database)[0] == ("Плов", "kk,ru", 2, 2, 0, 0)
    with database.begin() as session:
        assert erase_old(session, NOW, 7, ERASE_HOOKS) == (2, 0)
    assert counts(database) == [("Пицца", "kk", 1, 1, 0, 0)]
    with database.begin() as session:
        erase_all(session, ERASE_HOOKS)
        row = session.scalars(select(SortingRow)).one()
        assert (row.question_id, row.feedback_id) == (0, 0)
    assert groups(database) == []
    ask(database, "Плов", minute=7)
    sort(one)
    assert counts(database) == [("Плов", "kk", 1, 1, 0, 0)]


def test_concurrent_change_of_groups_is_detected(database: Database) -> None:
    """A question that is erased while it is being encoded is left out, not failed on."""
    ask(database, "Плов")

    class Erasing(Axes):
        def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
            if questions and not self.asked:
                with database.begin() as session:
                    erase_all(session, ERASE_HOOKS)
            return super().encode_questions(questions)

    one = sorting(database, Erasing())
    sort(one)
    assert groups(database) == []
    ask(database, "Борщ")
    sort(one)
    assert [each.text for each in groups(database)] == ["Борщ"]


def test_single_view_vectors_group_near_duplicates(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    for text in ("Қару қайда сатылады?", "ҚАРУ  қайда сатылады?", "Паспорт қайда беріледі?"):
        ask(database, text)
    sort(sorting(database, law_answerer()))
    assert [each.asked for each in groups(database)] == [2, 1]
    database.close()


def test_questions_that_ask_the_same_share_a_group_across_languages(
    tmp_path: Path, bundled_model: Path, bapta_home: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    for language, text in (
        ("ru", "Сколько стоит новый паспорт?"),
        ("en", "How much does a new passport cost?"),
        # On the wrong keyboard layout, and in Latin letters.
        ("ru", "crjkmrj cnjbn yjdsq gfcgjhn"),
        ("kk", "Jana pasport qansha turady?"),
        ("kk", "Алимент мөлшері қанша?"),
        ("ru", "Можно ли завести собаку в квартире?"),
        ("ru", "собака в квартире можно ли"),
    ):
        ask(database, text, language=language)
    sort(sorting(database, model_answerer(bapta_home)))
    assert [(each.text, each.languages, each.asked) for each in groups(database)] == [
        ("Сколько стоит новый паспорт?", "en,kk,ru", 4),
        ("Алимент мөлшері қанша?", "kk", 1),
        ("Можно ли завести собаку в квартире?", "ru", 2),
    ]
    database.close()
