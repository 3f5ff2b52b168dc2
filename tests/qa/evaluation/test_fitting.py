"""Fitting on a few questions, with the real law and the encoder of the tests."""

import tomllib

import pytest

from qa.abstention import Abstention, Model
from qa.answer import Question
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.fitting import FitError, fit_models, fit_weights, model_toml, weights_toml
from qa.retrieval.fusion import Weights
from tests.helpers.web_app import ACT, law_answerer

pytestmark = pytest.mark.slow

INSIDE = tuple(
    EvaluationQuestion(text, "kk", "plain", ((ACT, eid),))
    for text, eid in (
        ("атыс қаруын ескертусіз жеңіліске қолдану құқығы", "art_24__para_3"),
        ("тегін нысанды киіммен қамтамасыз етіледі", "art_26__para_1"),
        ("Ішкі істер министрлігінің жалауы, туы және нышаны", "art_12__para_3"),
        ("қызметтік куәлігін көрсетуге міндетті", "art_18__point_2"),
        ("босқын мәртебесін беру, ұзарту, айыру", "art_15__point_15"),
        ("заңсыз бұйрықты орындамау жауапкершілікке әкеп соқпайды", "art_17__para_3"),
    )
)
OUTSIDE = tuple(
    EvaluationQuestion(text, "kk", "out_of_scope", ())
    for text in (
        "борщ рецептін қайдан табамын",
        "футбол ойыны нешеде басталады",
        "бүгін доллар бағамы қанша",
        "интернет неге баяу жүктеледі",
        "мысық тамағы қай дүкенде сатылады",
        "ертең жаңбыр жауа ма",
    )
)
REFERENCE = EvaluationQuestion("24-бап", "kk", "reference", ((ACT, "art_24"),))


def test_weights_are_fitted_to_in_scope_questions() -> None:
    calls: list[tuple[int, int]] = []
    questions = (*INSIDE, *OUTSIDE, REFERENCE)
    weights = fit_weights(law_answerer(), questions, lambda done, n: calls.append((done, n)))
    assert calls[-1] == (13, 13)
    assert weights == fit_weights(law_answerer(), INSIDE)
    # Both channels find these; a law without a bank has no others to weigh.
    assert min(weights.dense, weights.lexical) >= 0 < max(weights.dense, weights.lexical)
    assert (weights.asked_dense, weights.asked_lexical) == (0.0, 0.0)


def test_misleading_channels_get_less_weight() -> None:
    wrong = tuple(
        EvaluationQuestion(one.text, "kk", "plain", ((ACT, other.gold[0][1]),))
        for one, other in zip(INSIDE, reversed(INSIDE), strict=True)
    )
    weights = fit_weights(law_answerer(), wrong)
    right = fit_weights(law_answerer(), INSIDE)
    assert weights.dense + weights.lexical < right.dense + right.lexical


def test_model_separates_in_scope_from_out_of_scope() -> None:
    ((name, model),) = fit_models(law_answerer(), (*INSIDE, *OUTSIDE, REFERENCE)).items()
    assert name == "same"
    assert set(model.weights) == {"dense", "cosine", "lexical", "covered", "gap", "certainty"}
    assert 0 < model.medium <= model.high < 1
    abstention = Abstention({name: model})
    inside, outside = (
        [
            abstention.decide(law_answerer().rank(Question(one.text)).evidence).confidence
            for one in questions
        ]
        for questions in (INSIDE, OUTSIDE)
    )
    assert min(inside) > max(outside)
    # The threshold is a quantile of the out-of-scope confidences.
    assert max(outside) == pytest.approx(model.high, abs=0.1)


@pytest.mark.parametrize("questions", [(), INSIDE, OUTSIDE, (REFERENCE,)])
def test_model_needs_in_scope_and_out_of_scope_questions(
    questions: tuple[EvaluationQuestion, ...],
) -> None:
    with pytest.raises(FitError, match="in scope and questions out of scope"):
        fit_models(law_answerer(), questions)


@pytest.mark.parametrize("questions", [(), OUTSIDE, (REFERENCE,)])
def test_weights_need_in_scope_questions(questions: tuple[EvaluationQuestion, ...]) -> None:
    with pytest.raises(FitError, match="there are none"):
        fit_weights(law_answerer(), questions)


def test_tables_are_those_of_the_toml_files() -> None:
    weights = Weights(1.25, 0.5, 2.0, 0.125)
    assert weights_toml(weights) == (
        "dense = 1.250\nlexical = 0.500\nasked_dense = 2.000\nasked_lexical = 0.125"
    )
    model = Model(-1.5, {"dense": 0.25, "gap": -2.0}, 0.75, 0.25)
    table = tomllib.loads(model_toml("bank", model))
    assert table == {
        "bank": {
            "bias": -1.5,
            "high": 0.75,
            "medium": 0.25,
            "weights": {"dense": 0.25, "gap": -2.0},
        }
    }
    assert Model(**table["bank"]) == model
