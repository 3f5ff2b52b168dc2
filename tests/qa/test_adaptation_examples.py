"""Tests of the training examples of the adaptation."""

import gzip
import json
from pathlib import Path

import pytest

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.question_bank import load_bank
from qa.adaptation.examples import (
    ExamError,
    ExamQuestion,
    question_centring,
    read_exam,
    training_set,
)
from qa.retrieval.centering import typical_questions
from tests.helpers.paths import ROOT

KAZAKH = """1-бап. Өтініш беру тәртібі
1. Азамат өтінішті жергілікті органға жазбаша түрде береді.
2. Өтініш он бес күн ішінде қаралуға тиіс болады.
2-бап. Шағым жасау құқығы
1. Шешімге жоғары тұрған органға шағым жасауға болады.
"""
RUSSIAN = """Статья 1. Порядок подачи заявления
1. Гражданин подает заявление в местный орган в письменной форме.
2. Заявление должно быть рассмотрено в течение пятнадцати дней.
Статья 2. Право на обжалование
1. Решение можно обжаловать в вышестоящий орган.
"""
ACTS = [
    parse_text(KAZAKH, Sidecar("claims", "Өтініштер туралы", "kk"), "claims.txt"),
    parse_text(
        RUSSIAN, Sidecar("claims-ru", "О заявлениях", "ru", parallel_of="claims"), "claims-ru.txt"
    ),
]


def test_texts_are_paired_with_each_language_by_eid() -> None:
    made = training_set(ACTS, max_articles=60, seed=1)
    heading = next(each for each in made.examples if each.text == "Право на обжалование")
    assert heading.language == "ru"
    assert {target.language for target in heading.targets} == {"kk", "ru"}
    for target in heading.targets:
        assert all("art_2" in name for name in target.gold.values())
    sentences = [each for each in made.examples if "пятнадцати" in each.text]
    assert sentences
    for target in sentences[0].targets:
        (row,) = target.gold
        assert "он бес" in made.texts[row] or "пятнадцати" in made.texts[row]


def test_exam_question_aims_at_the_articles_of_all_versions() -> None:
    exam = [ExamQuestion("Куда жаловаться?", "ru", "claims", ("art_2",))]
    made = training_set(ACTS, exam=exam, max_articles=1, seed=1)
    asked = [each for each in made.examples if each.text == "Куда жаловаться?"]
    assert len(asked) == 2
    assert len(asked[0].targets) == 2


def test_lay_question_aims_at_a_point_and_takes_its_article() -> None:
    # It names one version, and the other one is searched too.
    lay = [ExamQuestion("Қанша күн күтем?", "kk", "claims-ru", ("art_1__para_2",))]
    made = training_set(ACTS, questions=lay, max_articles=0, seed=1)
    (asked,) = [each for each in made.examples if each.text == "Қанша күн күтем?"]
    assert [target.language for target in asked.targets] == ["kk", "ru"]
    meant = [made.texts[row] for target in asked.targets for row in target.gold]
    assert [("он бес" in text, "пятнадцати" in text) for text in meant] == [
        (True, False),
        (False, True),
    ]
    assert not any("обжаловать" in text for text in made.texts)
    assert not training_set(ACTS, max_articles=0, seed=1).texts


def test_exam_may_name_points_and_acts_that_are_not_there() -> None:
    exam = [
        ExamQuestion("Срок?", "ru", "claims", ("art_1__para_2",)),
        ExamQuestion("Чужой?", "ru", "taxes", ("art_1",)),
    ]
    made = training_set(ACTS, exam=exam, max_articles=0, seed=1)
    assert [each.text for each in made.examples if each.text.endswith("?")] == ["Срок?"] * 2
    assert len(made.texts) == 4


def test_lay_questions_about_an_unknown_act_are_refused() -> None:
    lay = [ExamQuestion("Кто?", "ru", "taxes", ("art_1",))]
    with pytest.raises(ExamError, match="The questions name the act taxes, but no folder"):
        training_set(ACTS, questions=lay, max_articles=1, seed=1)


def test_sentences_are_limited() -> None:
    def sentences(limit: int) -> int:
        made = training_set(ACTS, max_articles=9, max_sentences=limit, seed=1)
        return len(made.examples)

    assert sentences(2) - sentences(1) == sentences(1) - sentences(0) == len(ACTS)


def test_shipped_lay_questions_are_read() -> None:
    lay = read_exam(ROOT / "qa" / "adaptation" / "lay_questions.jsonl.gz")
    assert len(lay) > 13_000
    assert {one.language for one in lay} == {"kk", "ru", "en"}
    assert len({one.act for one in lay}) == 97
    assert all(one.question.strip() and one.gold for one in lay)


def test_bank_entries_out_of_scope_are_left_out() -> None:
    act = load_corpus().default
    bank = load_bank(act)
    made = training_set([act], bank, max_articles=200, seed=1)
    texts = {each.text for each in made.examples}
    inside = [entry for entry in bank if entry.eids]
    assert sum(entry.question in texts for entry in inside) > 0.95 * len(inside)
    assert not any(entry.question in texts for entry in bank if not entry.eids)
    assert training_set([act], bank, max_articles=200, seed=1) == made


def test_exam_file_is_read_and_damage_named(tmp_path: Path) -> None:
    line = {"question": "Кто?", "language": "ru", "act": "claims", "gold": ["art_1"]}
    path = tmp_path / "exam.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert read_exam(path) == (ExamQuestion("Кто?", "ru", "claims", ("art_1",)),)
    path.write_text(json.dumps(line | {"language": "fr"}), encoding="utf-8")
    with pytest.raises(ExamError, match="unknown language fr in line 1"):
        read_exam(path)
    packed = tmp_path / "lay.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(line).encode()))
    assert read_exam(packed) == (ExamQuestion("Кто?", "ru", "claims", ("art_1",)),)
    packed.write_bytes(b"damaged")
    with pytest.raises(ExamError, match=r"lay\.jsonl\.gz cannot be read"):
        read_exam(packed)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ExamError, match="cannot be read at line 1"):
        read_exam(path)


def test_centring_has_the_typical_questions() -> None:
    assert len(question_centring().texts) == len(typical_questions())
