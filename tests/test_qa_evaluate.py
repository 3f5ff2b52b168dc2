import pytest

from qa.answer import Status
from qa.evaluate import Outcome, evaluation_dict, figures, is_right
from qa.evaluation_report import misses, report
from qa.question_set import Asked

ACT = "kz-test"


def _outcome(
    hits: tuple[bool, ...],
    status: Status,
    sureness: float,
    *,
    gold: tuple[tuple[str, str], ...] = ((ACT, "art_1"),),
    form: str = "plain",
    language: str = "kk",
    article_hit: bool = False,
) -> Outcome:
    ranked = tuple((ACT, f"art_9__para_{n}") for n, _ in enumerate(hits, start=1))
    asked = Asked("Сұрақ?", language, form, gold)
    return Outcome(asked, ranked, hits, article_hit, status, sureness)


RIGHT = _outcome((True, False), Status.ANSWERED, 0.9, article_hit=True)
THIRD = _outcome((False, False, True), Status.ANSWERED, 0.6)
NEVER = _outcome((False,), Status.NOT_COVERED, 0.2, form="typo", language="ru")
REFUSED = _outcome((False,), Status.NOT_COVERED, 0.1, gold=(), form="out_of_scope")
FOOLED = _outcome((False,), Status.ANSWERED, 0.7, gold=(), form="out_of_scope", language="ru")
ALL = (RIGHT, THIRD, NEVER, REFUSED, FOOLED)


@pytest.mark.parametrize(
    ("result", "gold", "right"),
    [
        (("a", "art_24__para_3"), "art_24__para_3", True),
        (("a", "art_24__para_3__subpara_2"), "art_24__para_3", True),
        (("a", "art_24__para_3"), "art_24", True),
        (("a", "art_24"), "art_24__para_3", False),
        (("a", "art_24__para_30"), "art_24__para_3", False),
        (("a", "art_241"), "art_24", False),
        (("b", "art_24"), "art_24", False),
    ],
)
def test_a_result_is_right_at_or_under_a_gold(
    result: tuple[str, str], gold: str, right: bool
) -> None:
    assert is_right(result, [("a", gold)]) is right


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


def test_the_report_has_a_line_for_each_group_and_the_misses_name_the_right_rank() -> None:
    assert [line.split()[0] for line in list(report(ALL))[1:]] == [
        "overall",
        "out_of_scope",
        "plain",
        "typo",
        "kk",
        "ru",
    ]
    assert [line.split()[0] for line in misses(ALL)] == ["3", "–"]
