from pathlib import Path

import pytest

from qa.answer import Status
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import evaluate, evaluate_question, evaluation_dict, figures, is_right
from tests.helpers.answerers import ACT, outcome
from tests.helpers.web_app import FIREARM, model_answerer

RIGHT = outcome("art_24__para_3 art_31")
THIRD = outcome("art_1 art_2 art_24__para_3", sureness=0.6)
NEVER = outcome("art_1", Status.NOT_COVERED, 0.2, form="typo", language="ru")
REFUSED = outcome("art_1", Status.NOT_COVERED, 0.1, gold="", form="out_of_scope")
FOOLED = outcome("art_1", sureness=0.7, gold="", form="out_of_scope", language="ru")
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
def test_a_result_is_right_at_or_under_a_gold(
    result: tuple[str, str], gold: str, right: bool
) -> None:
    assert is_right(result, [("a", gold)]) is right


def test_an_outcome_looks_at_the_first_ten_results() -> None:
    asked = EvaluationQuestion("Сұрақ?", "kk", "plain", ((ACT, "art_11"),))
    ranked = ((ACT, f"art_{number}") for number in range(1, 20))
    found = evaluate_question(asked, ranked, Status.ANSWERED, 0.5)
    assert [eid for _, eid in found.ranked] == [f"art_{number}" for number in range(1, 11)]
    assert (found.right, found.in_scope) == (None, True)


def test_the_rank_of_the_first_right_result_counts_from_one() -> None:
    assert [one.right for one in ALL] == [1, 3, None, None, None]
    assert [one.in_scope for one in ALL] == [True, True, True, False, False]


def test_the_article_may_be_right_where_the_provision_is_not() -> None:
    assert outcome("art_24__para_1").article_hit
    assert not outcome("art_23 art_24__para_3").article_hit


def test_figures_of_a_set() -> None:
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


def test_figures_stand_overall_by_form_and_by_language() -> None:
    found = evaluation_dict(ALL)
    assert list(found) == ["overall", "by_form", "by_language"]
    assert set(found["by_form"]) == {"plain", "typo", "out_of_scope"}
    assert set(found["by_language"]) == {"kk", "ru"}
    assert found["by_form"]["plain"]["p_at_1"] == 0.5
    assert found["by_language"]["ru"]["n"] == 2


def test_a_figure_that_does_not_apply_is_none() -> None:
    refusals = evaluation_dict(ALL)["by_form"]["out_of_scope"]
    assert refusals["p_at_1"] is None
    assert refusals["auroc"] is None
    assert refusals["not_covered_rate"] == 0.5
    assert evaluation_dict(ALL)["by_form"]["plain"]["false_answer_rate"] is None


def test_questions_are_asked_as_visitors_ask_them(bapta_home: Path, bundled_model: Path) -> None:
    questions = (
        EvaluationQuestion(FIREARM, "kk", "plain", ((ACT, "art_24__para_3"),)),
        EvaluationQuestion(
            "kolikti kim toqtatady", "kk", "latin", ((ACT, "art_16__para_2__point_21"),)
        ),
        EvaluationQuestion("Борщ рецепті", "kk", "out_of_scope", ()),
    )
    told: list[tuple[int, int]] = []
    found = evaluate(
        model_answerer(bapta_home), questions, lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [one.right for one in found] == [1, 1, None]
    assert [one.status for one in found] == [Status.ANSWERED, Status.ANSWERED, Status.NOT_COVERED]
    assert found[0].sureness > 0.8 > 0.1 > found[2].sureness


def test_without_repair_latin_letters_are_read_as_they_stand(
    bapta_home: Path, bundled_model: Path
) -> None:
    latin = EvaluationQuestion(
        "kolikti kim toqtatady", "kk", "latin", ((ACT, "art_16__para_2__point_21"),)
    )
    (found,) = evaluate(model_answerer(bapta_home), [latin], exact=True)
    assert found.right != 1
