from pathlib import Path

import pytest

from qa.abstention import AbstentionFeatures, BankFeatures
from qa.answer import Question
from tests.helpers.web_app import FIREARM, law_answerer, model_answerer

ASKED = BankFeatures(1.0, 0.5, 2.0, 0.25, 0.75, -1.0, 0.125)


def _evidence(
    language: str, asked: BankFeatures | None, *, same: bool = True
) -> AbstentionFeatures:
    return AbstentionFeatures(language, same, 3.0, 0.5, 1.5, 0.4, 2.5, -0.1, asked)


def test_the_bank_judges_where_there_is_one_else_the_languages() -> None:
    assert _evidence("kk", ASKED, same=False).model == "bank"
    assert _evidence("kk", None).model == "same"
    assert _evidence("ru", None, same=False).model == "other"


def test_the_inputs_by_name() -> None:
    plain = {
        "dense": 3.0,
        "cosine": 0.5,
        "lexical": 1.5,
        "covered": 0.4,
        "gap": 2.5,
        "certainty": -0.1,
    }
    assert _evidence("kk", None).values() == plain
    assert _evidence("ru", ASKED).values() == plain | {
        "asked": 1.0,
        "nearest": 0.5,
        "words": 2.0,
        "words_covered": 0.25,
        "words_known": 0.75,
        "outside": -1.0,
        "outside_nearest": 0.125,
        "russian": 1.0,
        "english": 0.0,
    }
    assert _evidence("en", ASKED).values()["english"] == 1.0


def test_evidence_for_a_clear_question_is_strong_and_for_another_weak(
    bapta_home: Path, bundled_model: Path
) -> None:
    answerer = model_answerer(bapta_home)
    clear = answerer.rank(Question(FIREARM)).evidence
    outside = answerer.rank(Question("Борщ рецептін қайдан табамын?")).evidence
    assert clear is not None
    assert outside is not None
    assert clear.asked is not None
    assert outside.asked is not None
    assert (clear.language, clear.same_language, clear.model) == ("kk", True, "bank")
    assert clear.dense > 3 > 1 > outside.dense
    assert clear.cosine > outside.cosine
    assert clear.asked.asked > outside.asked.asked
    assert clear.asked.nearest > clear.asked.outside_nearest
    assert 0 <= outside.asked.words_known < clear.asked.words_known <= 1
    assert 0 <= clear.covered <= 1
    assert clear.gap > 0
    assert clear.certainty <= 0


@pytest.mark.parametrize(
    ("question", "model"),
    [
        ("атыс қаруын ескертусіз қолдану", "same"),
        ("применение огнестрельного оружия без предупреждения", "other"),
    ],
)
def test_without_a_bank_the_language_of_the_passage_counts(question: str, model: str) -> None:
    evidence = law_answerer().rank(Question(question)).evidence
    assert evidence is not None
    assert (evidence.model, evidence.asked) == (model, None)


def test_what_is_named_needs_no_evidence() -> None:
    assert law_answerer().rank(Question("24-бап")).evidence is None
