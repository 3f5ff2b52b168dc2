import json
from pathlib import Path

import pytest

from data.corpus import Corpus, load_corpus
from qa.evaluation.dataset import (
    EVALUATION,
    EvaluationQuestion,
    QuestionSetError,
    evaluation_sets,
    read_questions,
)

GOOD = {"question": "Қару?", "language": "kk", "form": "plain", "gold": ["art_24__para_3"]}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_golds_are_read_with_their_act(tmp_path: Path, corpus: Corpus) -> None:
    outside = {"question": "Погода?", "language": "ru", "form": "out_of_scope", "gold": []}
    path = _file(tmp_path, json.dumps(GOOD), "", json.dumps(outside))
    assert read_questions(path, corpus) == (
        EvaluationQuestion("Қару?", "kk", "plain", (("kz-internal-affairs", "art_24__para_3"),)),
        EvaluationQuestion("Погода?", "ru", "out_of_scope", ()),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gold": ["art_99"]}, "has no provision art_99"),
        ({"gold": ["no eid"]}, "is not an eId"),
        ({"gold": "art_24"}, "needs a list of texts “gold”"),
        ({"form": "poem"}, "the form “poem”"),
        ({"language": "de"}, "the language “de”"),
        ({"question": "  "}, "The question is empty."),
        ({"question": 7}, "needs a text “question”"),
    ],
)
def test_invalid_line_is_named(
    tmp_path: Path, corpus: Corpus, change: dict[str, object], words: str
) -> None:
    path = _file(tmp_path, json.dumps(GOOD), json.dumps(GOOD | change))
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path, corpus)
    assert caught.value.message.startswith("Line 2 of ")
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("{",), "is not valid JSON"),
        (("[]",), "is not a JSON object"),
        (("",), "contains no question"),
    ],
)
def test_file_without_questions_is_refused(
    tmp_path: Path, corpus: Corpus, lines: tuple[str, ...], words: str
) -> None:
    with pytest.raises(QuestionSetError) as caught:
        read_questions(_file(tmp_path, *lines), corpus)
    assert words in caught.value.message


def test_missing_or_binary_file_is_refused(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(QuestionSetError):
        read_questions(tmp_path / "none.jsonl", corpus)
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionSetError):
        read_questions(binary, corpus)


@pytest.mark.parametrize("name", ["development", "held_back"])
def test_shipped_sets_are_valid(corpus: Corpus, name: str) -> None:
    path = EVALUATION / "kz-internal-affairs" / f"{name}.jsonl"
    assert len(read_questions(path, corpus)) >= 200


def test_shipped_and_own_sets_are_found(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "ours.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    names = [path.stem for path in evaluation_sets(corpus, tmp_path)]
    assert names == ["development", "held_back", "ours"]
    assert [path.stem for path in evaluation_sets(corpus, tmp_path / "none")] == names[:2]
