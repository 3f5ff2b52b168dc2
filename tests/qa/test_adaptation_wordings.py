"""Tests of the wordings that the adaptation of questions is trained on."""

import gzip
import json
from pathlib import Path

import pytest

from embeddings.adaptation.targets import Example, Target
from qa.adaptation.examples import ExamError, ExamQuestion
from qa.adaptation.wordings import lay_matters, read_matters, training_wordings
from tests.helpers.paths import ROOT

MATTER = (("Ақша қашан?", "kk"), ("Когда деньги?", "ru"), ("When is pay day?", "en"))


def lay(question: str, language: str, gold: str, act: str = "labour") -> ExamQuestion:
    return ExamQuestion(question, language, act, (gold,))


def example(text: str, language: str) -> Example:
    return Example(text, language, (Target("kk", range(4), {0: "art_1"}, frozenset()),))


def test_wordings_are_taught_by_those_that_the_model_reads_best() -> None:
    wordings = training_wordings([MATTER], [])
    assert [(one.text, one.language) for one in wordings] == list(MATTER)
    assert [one.teachers for one in wordings] == [(1, 2)] * 3
    assert all(one.example is None for one in wordings)


def test_all_wordings_teach_a_matter_in_kazakh_alone() -> None:
    wordings = training_wordings([MATTER, (("Бірінші?", "kk"), ("Екінші?", "kk"))], [])
    assert [one.teachers for one in wordings[3:]] == [(3, 4), (3, 4)]


def test_texts_with_known_passages_keep_them() -> None:
    asked, heading = example("Когда деньги?", "ru"), example("Заработная плата", "ru")
    wordings = training_wordings([MATTER, (("Ещё?", "ru"),)], [asked, heading])
    assert [one.example for one in wordings] == [None, asked, None, None, heading]
    assert [one.teachers for one in wordings[3:]] == [(3,), (4,)]


def test_a_text_on_provisions_of_two_acts_is_trained_twice() -> None:
    first, second = example("Мақсаты", "kk"), example("Мақсаты", "kk")
    wordings = training_wordings([], [first, second])
    assert [one.example for one in wordings] == [first, second]
    assert [one.teachers for one in wordings] == [(0,), (1,)]


def test_lay_questions_of_a_provision_are_one_matter_once_in_each_language() -> None:
    questions = [
        lay("Ақша қашан?", "kk", "art_1"),
        lay("Когда деньги?", "ru", "art_1"),
        lay("Когда аванс?", "ru", "art_1"),
        lay("When is leave?", "en", "art_2"),
        lay("When is leave here?", "en", "art_2", act="other"),
    ]
    sizes = [[text for text, _ in matter] for matter in lay_matters(questions)]
    assert sizes == [
        ["Ақша қашан?", "Когда деньги?"],
        ["Когда аванс?"],
        ["When is leave?"],
        ["When is leave here?"],
    ]
    assert list(lay_matters([])) == []


def test_file_of_matters_is_read_and_damage_named(tmp_path: Path) -> None:
    line = json.dumps({"kk": ["Бір?", "Екі?"], "en": ["One?"]})
    path = tmp_path / "matters.jsonl"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    matter = (("Бір?", "kk"), ("Екі?", "kk"), ("One?", "en"))
    assert read_matters(path) == (matter, matter)
    packed = tmp_path / "matters.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_matters(packed) == (matter, matter)
    packed.write_bytes(packed.read_bytes()[:30])
    with pytest.raises(ExamError, match=r"matters\.jsonl\.gz cannot be read"):
        read_matters(packed)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"fr": ["Quand ?"]}',
        '{"kk": []}',
        '{"kk": [" "]}',
        '{"kk": "Бір"}',
        '{"kk": 3}',
        '{"kk": [3]}',
    ],
)
def test_line_that_is_no_matter_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "matters.jsonl"
    path.write_text(f'{{"kk": ["Бір?"]}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ExamError, match="cannot be read at line 2"):
        read_matters(path)


def test_shipped_wordings_are_read() -> None:
    matters = read_matters(ROOT / "qa" / "adaptation" / "wordings.jsonl.gz")
    assert len(matters) > 8_000
    assert all({language for _, language in matter} == {"kk", "ru", "en"} for matter in matters)
