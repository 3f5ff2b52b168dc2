import json
from pathlib import Path

import pytest

from data.corpus import Corpus, load_corpus
from qa.evaluation.dataset import QuestionSetError
from qa.evaluation.dialogue import TurnKind
from qa.evaluation.question_set import read_question_set
from tests.helpers.answerers import QUESTIONS

QUESTION = {
    "question": "Қару?",
    "language": "kk",
    "form": "plain",
    "style": "slang",
    "gold": ["art_24"],
}
DIALOGUE = {
    "language": "ru",
    "turns": [
        {"question": "Когда стреляют?", "gold": ["art_24"], "follow_up": False},
        {"question": "а ночью?", "gold": ["art_24"], "follow_up": True},
        {"question": "спасибо", "gold": [], "follow_up": False, "small_talk": True},
        {"question": "Кто носит форму?", "gold": ["art_22"], "follow_up": False},
        {"question": "Какая погода?", "gold": [], "follow_up": False},
    ],
}
LETTER = {"text": "Who? When?", "language": "en", "gold_groups": [["art_31"], []]}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def test_lines_are_told_apart_by_their_keys(tmp_path: Path, corpus: Corpus) -> None:
    found = read_question_set(_file(tmp_path, LETTER, QUESTION, DIALOGUE), corpus)
    assert [(one.text, one.style) for one in found.questions] == [("Қару?", "slang")]
    (dialogue,) = found.dialogues
    assert [turn.kind for turn in dialogue] == [
        TurnKind.OPENING,
        TurnKind.FOLLOW_UP,
        TurnKind.SMALL_TALK,
        TurnKind.NEW_TOPIC,
        TurnKind.OUTSIDE,
    ]
    assert {turn.question.language for turn in dialogue} == {"ru"}
    (letter,) = found.letters
    assert letter.groups == (((corpus.default.id, "art_31"),), ())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (DIALOGUE | {"turns": []}, "needs a list of objects “turns”"),
        (DIALOGUE | {"turns": ["a"]}, "needs a list of objects “turns”"),
        (
            DIALOGUE | {"turns": [{"question": "А?", "gold": [], "follow_up": 1}]},
            "needs true or false as “follow_up”",
        ),
        (DIALOGUE | {"turns": [{"question": "А?", "gold": ["art_99"]}]}, "no provision art_99"),
        (LETTER | {"gold_groups": ["art_31"]}, "needs a list of texts “gold_groups”"),
        (LETTER | {"gold_groups": []}, "needs a list of lists of texts “gold_groups”"),
        (LETTER | {"language": "de"}, "the language “de”"),
        (QUESTION | {"style": 7}, "needs a text “style”"),
    ],
)
def test_invalid_line_is_named(
    tmp_path: Path, corpus: Corpus, row: dict[str, object], words: str
) -> None:
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(_file(tmp_path, QUESTION, row), corpus)
    assert caught.value.message.startswith("Line 2 of ")
    assert words in caught.value.message


def test_sets_of_people_are_read(corpus: Corpus) -> None:
    people = QUESTIONS / "people"
    assert len(read_question_set(people / "dialogues.jsonl", corpus).dialogues) >= 60
    assert len(read_question_set(people / "letters.jsonl", corpus).letters) >= 30
    questions = read_question_set(people / "people-development.jsonl", corpus).questions
    assert {"letter", "slang", "fear"} <= {one.style for one in questions}
