from pathlib import Path

import pytest

from qa.abstention import AbstentionFeatures, BankFeatures, TextFeatures
from qa.answer import Question
from tests.helpers.web_app import FIREARM, law_answerer, model_answerer

BANK = BankFeatures(1.0, 0.5, 2.0, 0.25, 0.75, -1.0, 0.125, 3.5, 0.25)
TEXT = TextFeatures(0.5, 0.75, 0.25, 0.125, 0.6, asks_time=1.0, lacks_time=1.0)


def _features(
    language: str,
    bank: BankFeatures | None,
    text: TextFeatures | None = None,
    *,
    same: bool = True,
) -> AbstentionFeatures:
    return AbstentionFeatures(language, same, 3.0, 0.5, 1.5, 0.4, 2.5, -0.1, 1.5, bank, text)


def test_model_is_bank_else_by_language() -> None:
    assert _features("kk", BANK, same=False).model == "bank"
    assert _features("kk", None).model == "same"
    assert _features("ru", None, same=False).model == "other"


def test_values_are_the_model_inputs_by_name() -> None:
    plain = {
        "dense": 3.0,
        "cosine": 0.5,
        "lexical": 1.5,
        "covered": 0.4,
        "gap": 2.5,
        "certainty": -0.1,
        "length": 1.5,
    }
    kazakh = {"russian": 0.0, "english": 0.0}
    assert _features("kk", None).values() == plain | kazakh
    assert _features("kk", None, TEXT).values() == plain | kazakh | {
        "lead": 0.5,
        "focus": 0.6,
        "known": 0.75,
        "dense_lag": 0.25,
        "lexical_lag": 0.125,
        "asks_money": 0.0,
        "asks_person": 0.0,
        "asks_amount": 0.0,
        "asks_time": 1.0,
        "asks_permission": 0.0,
        "asks_duty": 0.0,
        "lacks_amount": 0.0,
        "lacks_time": 1.0,
        "lacks_permission": 0.0,
        "lacks_duty": 0.0,
    }
    assert _features("ru", BANK).values() == plain | {
        "asked": 1.0,
        "nearest": 0.5,
        "words": 2.0,
        "words_covered": 0.25,
        "words_known": 0.75,
        "outside": -1.0,
        "outside_nearest": 0.125,
        "rival_lead": 3.5,
        "rival_nearest": 0.25,
        "russian": 1.0,
        "english": 0.0,
    }
    for bank, text in ((BANK, None), (None, TEXT)):
        assert _features("en", bank, text).values()["english"] == 1.0


# Questions of daily life, in the words of nothing that the law regulates.
OUTSIDE = (
    "Борщ рецептін қайдан табамын?",
    "Ертең ауа райы қандай болады?",
    "Қай футбол клубы чемпион болды?",
)


@pytest.mark.parametrize("question", OUTSIDE)
def test_in_scope_question_has_stronger_features_than_out_of_scope(
    bapta_home: Path, bundled_model: Path, question: str
) -> None:
    answerer = model_answerer(bapta_home)
    clear = answerer.rank(Question(FIREARM)).evidence
    outside = answerer.rank(Question(question)).evidence
    assert clear is not None
    assert outside is not None
    assert clear.bank is not None
    assert outside.bank is not None
    assert (clear.language, clear.same_language, clear.model) == ("kk", True, "bank")
    assert clear.dense > 3 > outside.dense
    assert clear.cosine > outside.cosine
    assert clear.bank.asked > outside.bank.asked
    assert clear.bank.nearest > clear.bank.outside_nearest
    assert clear.bank.asked > clear.bank.outside
    # A soup is near to none of the entries; its score still is that of the out-of-scope ones.
    assert outside.bank.asked < outside.bank.outside
    assert outside.bank.nearest < 0.6 < clear.bank.nearest
    assert 0 <= outside.bank.words_known < clear.bank.words_known <= 1
    assert 0 <= clear.covered <= 1
    assert clear.gap > 0
    assert clear.certainty <= 0


def test_a_sister_provision_is_a_rival_and_a_twin_is_none(
    bapta_home: Path, bundled_model: Path
) -> None:
    answerer = model_answerer(bapta_home)
    # The bodies and their officers may both detain suspects: the same answer in two provisions.
    twins = answerer.rank(Question("Имеет ли право полиция задержать подозреваемого?"))
    first, second, third = twins.candidates[:3]
    assert {first.eid, second.eid} == {"art_16__para_2__point_3", "art_19__para_1__point_3"}
    assert twins.evidence is not None
    assert twins.evidence.bank is not None
    assert first.score - second.score < 3 < twins.evidence.bank.rival_lead
    assert twins.evidence.bank.rival_lead <= first.score - third.score + 1e-3
    # Entering at will and telling the reason before entering are two matters.
    sisters = answerer.rank(Question("Может ли полиция войти в квартиру и без предупреждения?"))
    first, second = sisters.candidates[:2]
    assert sisters.evidence is not None
    assert sisters.evidence.bank is not None
    assert sisters.evidence.bank.rival_lead == pytest.approx(first.score - second.score, abs=1e-3)


@pytest.mark.parametrize(
    ("question", "model"),
    [
        ("атыс қаруын ескертусіз қолдану", "same"),
        ("применение огнестрельного оружия без предупреждения", "other"),
    ],
)
def test_without_bank_the_model_follows_the_passage_language(question: str, model: str) -> None:
    features = law_answerer().rank(Question(question)).evidence
    assert features is not None
    assert (features.model, features.bank) == (model, None)
    assert features.text is not None
    assert features.text.lead >= 0
    assert 0 < features.text.focus <= 1
    assert min(features.text.dense_lag, features.text.lexical_lag) >= 0


def test_named_provision_has_no_features() -> None:
    assert law_answerer().rank(Question("24-бап")).evidence is None
