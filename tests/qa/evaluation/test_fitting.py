"""Fitting on a few questions, with the real law and the encoder of the tests."""

import tomllib
from dataclasses import replace

import pytest

from qa.abstention import Abstention, Logistic, Model
from qa.answer import Question
from qa.evaluation.bank_folds import Fold
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
        "жаңа телефонның батареясы тез отырады",
        "пойыз билеті Алматыдан қанша тұрады",
        "үйдегі гүлді күніне неше рет суарамын",
    )
)
GIVEN = ("amount", "time", "permission", "duty")
REFERENCE = EvaluationQuestion("24-бап", "kk", "reference", ((ACT, "art_24"),))


def test_weights_are_fitted_to_in_scope_questions() -> None:
    calls: list[tuple[int, int]] = []
    questions = (*INSIDE, *OUTSIDE, REFERENCE)
    weights = fit_weights(law_answerer(), questions, lambda done, n: calls.append((done, n)))
    assert calls[-1] == (16, 16)
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
    common = {"dense", "cosine", "lexical", "covered", "gap", "certainty", "russian", "english"}
    of_text = {"lead", "known", "dense_lag", "lexical_lag", "focus", "length"}
    of_text |= {f"asks_{kind}" for kind in ("money", "person", *GIVEN)}
    of_text |= {f"lacks_{kind}" for kind in GIVEN}
    assert set(model.scope.weights) == set(model.right.weights) == common | of_text
    assert 0 < model.medium < 1
    assert 0 < model.high < 1
    abstention = Abstention({name: model})
    inside, outside = (
        [abstention.decide(law_answerer().rank(Question(one.text)).evidence) for one in questions]
        for questions in (INSIDE, OUTSIDE)
    )
    assert min(one.confidence for one in inside) > max(one.confidence for one in outside)
    assert min(one.right for one in inside) > max(one.right for one in outside)
    # Thresholds of the scope are quantiles of the probabilities of the out-of-scope questions.
    assert 0 < sum(one.confidence >= model.medium for one in outside) <= 0.45 * len(outside)
    assert 0 < sum(one.confidence >= model.sure for one in outside) <= 0.35 * len(outside)
    assert model.sure > model.medium
    assert model.high > max(one.right for one in outside)


def test_scope_and_first_provision_are_fitted_apart() -> None:
    wrong = tuple(replace(one, gold=((ACT, "art_3"),)) for one in INSIDE[:3])
    questions = (*wrong, *INSIDE[3:], *OUTSIDE)
    (model,) = fit_models(law_answerer(), questions).values()
    abstention, rankings = (
        Abstention({"same": model}),
        [law_answerer().rank(Question(one.text)) for one in questions],
    )
    found = [ranking.candidates[0] for ranking in rankings]
    is_right = [
        (one.act, one.eid) in question.gold for one, question in zip(found, questions, strict=True)
    ]
    assert is_right[:3] == [False] * 3
    decisions = [abstention.decide(ranking.evidence) for ranking in rankings]
    # The probabilities of a logistic model add up to the number of its positive cases.
    assert sum(one.confidence for one in decisions) == pytest.approx(len(INSIDE), abs=0.01)
    assert sum(one.right for one in decisions) == pytest.approx(sum(is_right), abs=0.01)
    assert 0 < sum(is_right) <= 3


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
    scope = Logistic(-1.5, {"dense": 0.25, "gap": -2.0})
    right = Logistic(0.5, {"dense": 1.0, "gap": 0.125})
    table = tomllib.loads(model_toml("bank", Model(scope, right, 0.25, 0.5, 0.75)))
    assert table == {
        "bank": {
            "medium": 0.25,
            "sure": 0.5,
            "high": 0.75,
            "scope": {"bias": -1.5, "weights": {"dense": 0.25, "gap": -2.0}},
            "right": {"bias": 0.5, "weights": {"dense": 1.0, "gap": 0.125}},
        }
    }
    assert Logistic(**table["bank"]["scope"]) == scope
    assert Logistic(**table["bank"]["right"]) == right


def test_folds_take_part_in_the_right_model_alone() -> None:
    questions, answerer = (*INSIDE, *OUTSIDE), law_answerer()
    wrong = tuple(replace(one, gold=((ACT, "art_32"),)) for one in INSIDE)
    plain = fit_models(answerer, questions)["same"]
    folded = fit_models(answerer, questions, folds=[Fold(answerer, wrong)])["same"]
    assert folded.scope == plain.scope
    assert (folded.medium, folded.sure) == (plain.medium, plain.sure)
    assert folded.right != plain.right


def test_weights_are_fitted_to_folds_too() -> None:
    answerer = law_answerer()
    folded = fit_weights(answerer, INSIDE[:3], folds=[Fold(answerer, INSIDE[3:])])
    assert folded == fit_weights(answerer, INSIDE)


def test_outside_questions_of_folds_alone_fit_no_model() -> None:
    answerer = law_answerer()
    with pytest.raises(FitError, match="in scope and questions out of scope"):
        fit_models(answerer, INSIDE, folds=[Fold(answerer, OUTSIDE)])
