import pytest

from qa.evaluation.metrics import auroc, mean, ndcg, precision_at_1, recall_at, reciprocal_rank


def test_precision_uses_the_first_result_only() -> None:
    assert precision_at_1([True, False]) == 1.0
    assert precision_at_1([False, True]) == 0.0
    assert precision_at_1([]) == 0.0


def test_recall_needs_one_right_result_in_the_first_k() -> None:
    hits = [False, False, True, True]
    assert [recall_at(hits, k) for k in (1, 2, 3, 5)] == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("hits", "expected"),
    [([True], 1.0), ([False, True, True], 0.5), ([False] * 9 + [True], 0.1)],
)
def test_reciprocal_rank_of_the_first_right_result(hits: list[bool], expected: float) -> None:
    assert reciprocal_rank(hits) == pytest.approx(expected)


def test_reciprocal_rank_is_zero_below_rank_ten() -> None:
    assert reciprocal_rank([False] * 10 + [True]) == 0.0


def test_ndcg_is_one_if_all_golds_come_first() -> None:
    assert ndcg([True, True, False], 2) == pytest.approx(1.0)
    assert ndcg([False, True], 1) == pytest.approx(0.6309297535714575)
    assert ndcg([True, False, True], 2) == pytest.approx(1.5 / 1.6309297535714575)
    assert ndcg([True], 0) == 0.0


def test_ndcg_counts_at_most_ten_golds() -> None:
    assert ndcg([True] * 10, 12) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.3], [0.5, 0.1], 0.75),
    ],
)
def test_auroc(positive: list[float], negative: list[float], expected: float) -> None:
    assert auroc(positive, negative) == pytest.approx(expected)


def test_metric_without_values_is_none() -> None:
    assert auroc([], [0.1]) is None
    assert auroc([0.1], []) is None
    assert mean([]) is None
    assert mean([1.0, 0.0, 0.0, 1.0]) == 0.5
