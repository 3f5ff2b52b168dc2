"""Answers to letters by the real law and the bundled model, and the nearest provisions."""

import json
from pathlib import Path

import pytest

from qa.answer import Answer, Question, Reason, Status
from qa.answer_cache import AnswerCache
from qa.evaluation.dataset import EVALUATION
from tests.helpers.answerers import eids
from tests.helpers.web_app import ACT, PILAF, model_answerer

LETTERS = EVALUATION / ACT / "people" / "letters.jsonl"
# One letter in each four, so that the languages and styles are mixed.
STEP = 4
SHOWN = 3

TWO = (
    "Полицейский забрал мою машину для погони и вернул с разбитым бампером.\n"
    "Кто оплатит мне ремонт? В какой срок полиция должна опровергнуть ложные сведения?"
)


def ask(home: Path, text: str, **members: object) -> Answer:
    return model_answerer(home).ask(Question(text, **members))  # type: ignore[arg-type]


def first_of_each(answer: Answer) -> set[str]:
    parts = [part.passages for part in answer.answers] if answer.answers else [answer.passages]
    return {quote.citation.eid for passages in parts for quote in passages[:SHOWN]}


def test_every_question_of_a_letter_is_answered(bapta_home: Path, bundled_model: Path) -> None:
    rows = [json.loads(line) for line in LETTERS.read_text("utf-8").splitlines()][::STEP]
    found = 0
    for row in rows:
        answer = ask(bapta_home, row["text"])
        assert all(part.asked in row["text"] for part in answer.answers or ())
        shown = first_of_each(answer)
        found += all(shown & set(group) for group in row["gold_groups"])
    assert found >= 0.95 * len(rows) - 1


def test_several_answers_stand_under_their_words(bapta_home: Path, bundled_model: Path) -> None:
    answer = ask(bapta_home, TWO, ui="en")
    assert answer.answers is not None
    first, second = answer.answers
    assert (first.asked, second.asked) == (
        "Кто оплатит мне ремонт?",
        "В какой срок полиция должна опровергнуть ложные сведения?",
    )
    assert (answer.status, answer.passages) == (first.status, first.passages)
    assert "art_16__para_2__point_15" in [quote.citation.eid for quote in first.passages[:SHOWN]]
    assert second.passages[0].citation.eid == "art_6__para_4"
    assert ask(bapta_home, TWO, exact=True).answers is None


def test_questions_with_one_provision_are_one(bapta_home: Path, bundled_model: Path) -> None:
    answer = ask(
        bapta_home,
        "Обязан ли сотрудник полиции представиться гражданину? "
        "Должен ли полицейский показать мне служебное удостоверение?",
    )
    assert answer.answers is None
    assert eids(answer)[0] == "art_18__point_2"


def test_a_question_outside_the_law_stays_without_answer(
    bapta_home: Path, bundled_model: Path
) -> None:
    answer = ask(bapta_home, "Сколько стоит билет в кино на вечер? Кто назначает министра?")
    assert answer.answers is not None
    outside, inside = answer.answers
    assert (outside.status, outside.reason) == (Status.NOT_COVERED, Reason.OUT_OF_SCOPE)
    assert inside.status is not Status.NOT_COVERED
    assert answer.nearest == ()


@pytest.mark.parametrize(
    ("text", "has_nearest"),
    [(PILAF, True), ("Сәлем!", False), ("999-бап", False), ("статья 24 КоАП", False)],
)
def test_nearest_provisions_are_given_where_nothing_is_found(
    bapta_home: Path, bundled_model: Path, text: str, has_nearest: bool
) -> None:
    answer = ask(bapta_home, text)
    assert answer.status is Status.NOT_COVERED
    assert answer.passages == ()
    assert len(answer.nearest) == (3 if has_nearest else 0)


def test_slices_of_another_spelling_are_not_taken_from_the_cache(
    bapta_home: Path, bundled_model: Path
) -> None:
    cache, question = AnswerCache(), Question(TWO)
    cache.put(question, ask(bapta_home, TWO))
    assert cache.get(question) is not None
    assert cache.get(Question(TWO.replace("\n", " "))) is None
