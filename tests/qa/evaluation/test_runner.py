from pathlib import Path

import pytest

from qa.answer import Status
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import evaluate, evaluate_question, evaluation_dict, figures, is_right
from tests.helpers.answerers import ACT, outcome
from tests.helpers.web_app import FIREARM, model_answerer

RIGHT = outcome("art_24__para_3 art_31")
THIRD = outcome("art_1 art_2 art_24__para_3", confidence=0.6)
NEVER = outcome("art_1", Status.NOT_COVERED, 0.2, form="typo", language="ru")
REFUSED = outcome("art_1", Status.NOT_COVERED, 0.1, gold="", form="out_of_scope")
FOOLED = outcome("art_1", confidence=0.7, gold="", form="out_of_scope", language="ru")
ALL = (RIGHT, THIRD, NEVER, REFUSED, FOOLED)


@pytest.mark.parametrize(
    ("result", "gold", "right"),
    [
        (("a", "art_24__para_3"), "art_24__para_3", True),
        (("a", "art_24__para_3__subpara_2"), "art_24__para_3", True),
        (("a", "art_24__para_3"), "art_24", True),
        (("a", "art_24"), "art_24__para_3", False),
        (("a", "art_24__para_3"), "art_24__para_30", False),
        (("a", "art_24__para_30"), "art_24__para_3", False),
        (("a", "art_241"), "art_24", False),
        (("b", "art_24"), "art_24", False),
    ],
)
def test_result_is_right_at_or_below_a_gold(
    result: tuple[str, str], gold: str, right: bool
) -> None:
    assert is_right(result, [("a", gold)]) is right


def test_outcome_uses_the_first_ten_results() -> None:
    asked = EvaluationQuestion("Сұрақ?", "kk", "plain", ((ACT, "art_11"),))
    ranked = ((ACT, f"art_{number}") for number in range(1, 20))
    found = evaluate_question(asked, ranked, Status.ANSWERED, 0.5)
    assert [eid for _, eid in found.ranked] == [f"art_{number}" for number in range(1, 11)]
    assert (found.right_rank, found.in_scope) == (None, True)


def test_right_rank_counts_from_one() -> None:
    assert [one.right_rank for one in ALL] == [1, 3, None, None, None]
    assert [one.in_scope for one in ALL] == [True, True, True, False, False]


def test_article_can_be_right_with_a_wrong_provision() -> None:
    assert outcome("art_24__para_1").article_hit
    assert not outcome("art_23 art_24__para_3").article_hit


def test_figures_of_all_outcomes() -> None:
    assert figures(ALL) == {
        "n": 5,
        "p_at_1": pytest.approx(1 / 3),
        "recall_at_3": pytest.approx(2 / 3),
        "recall_at_5": pytest.approx(2 / 3),
        "mrr_at_10": pytest.approx((1 + 1 / 3) / 3),
        "article_at_1": pytest.approx(1 / 3),
        "answered_rate": pytest.approx(2 / 3),
        "false_refusal_rate": pytest.approx(1 / 3),
        "wrong_answer_rate": pytest.approx(1 / 3),
        "false_answer_rate": 0.5,
        "not_covered_rate": 0.5,
        "auroc": pytest.approx(4 / 6),
    }


def test_evaluation_dict_has_overall_form_and_language() -> None:
    found = evaluation_dict(ALL)
    assert list(found) == ["overall", "by_form", "by_language", "by_style"]
    assert set(found["by_form"]) == {"plain", "typo", "out_of_scope"}
    assert set(found["by_language"]) == {"kk", "ru"}
    assert found["by_form"]["plain"]["p_at_1"] == 0.5
    assert found["by_language"]["ru"]["n"] == 2
    assert found["by_style"] == {}
    slang = evaluation_dict((*ALL, outcome("art_24__para_3", style="slang")))["by_style"]
    assert (list(slang), slang["slang"]["n"]) == (["slang"], 1)


def test_inapplicable_figure_is_none() -> None:
    refusals = evaluation_dict(ALL)["by_form"]["out_of_scope"]
    assert refusals["p_at_1"] is None
    assert refusals["auroc"] is None
    assert refusals["not_covered_rate"] == 0.5
    assert evaluation_dict(ALL)["by_form"]["plain"]["false_answer_rate"] is None


def test_evaluate_asks_questions_without_a_language(bapta_home: Path, bundled_model: Path) -> None:
    questions = (
        EvaluationQuestion(FIREARM, "kk", "plain", ((ACT, "art_24__para_3"),)),
        EvaluationQuestion(
            "kolikti kim toqtatady", "kk", "latin", ((ACT, "art_16__para_2__point_21"),)
        ),
        EvaluationQuestion("Борщ рецепті", "kk", "out_of_scope", ()),
    )
    calls: list[tuple[int, int]] = []
    found = evaluate(
        model_answerer(bapta_home), questions, lambda done, total: calls.append((done, total))
    )
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert [one.right_rank for one in found] == [1, 1, None]
    assert [one.status for one in found] == [Status.ANSWERED, Status.ANSWERED, Status.NOT_COVERED]
    assert found[0].confidence > 0.8 > 0.1 > found[2].confidence


def test_exact_switches_repair_off(bapta_home: Path, bundled_model: Path) -> None:
    latin = EvaluationQuestion(
        "kolikti kim toqtatady", "kk", "latin", ((ACT, "art_16__para_2__point_21"),)
    )
    (found,) = evaluate(model_answerer(bapta_home), [latin], exact=True)
    assert found.right_rank != 1
