import pytest

from qa.evaluation.metrics import bootstrap_interval, proportion_interval


def test_no_values_have_no_interval() -> None:
    assert bootstrap_interval([]) is None
    assert proportion_interval([]) is None


def test_bootstrap_of_equal_values_has_no_width() -> None:
    assert bootstrap_interval([0.5] * 30) == (0.5, 0.5)


def test_interval_contains_the_mean_and_is_reproducible() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = bootstrap_interval(values) or (0.0, 0.0)
    # The normal approximation gives .8 plus and minus .078.
    assert low == pytest.approx(0.72, abs=0.02)
    assert high == pytest.approx(0.88, abs=0.02)
    assert bootstrap_interval(values) == (low, high) == proportion_interval(values)


def test_more_values_give_a_narrower_interval() -> None:
    few = bootstrap_interval([1.0, 0.0] * 10) or (0.0, 0.0)
    many = bootstrap_interval([1.0, 0.0] * 500) or (0.0, 0.0)
    assert many[1] - many[0] < (few[1] - few[0]) / 3


@pytest.mark.parametrize(("n", "low"), [(4, 0.398), (13, 0.753), (100, 0.964)])
def test_proportion_of_all_or_none_has_the_exact_interval(n: int, low: float) -> None:
    # Exact bounds: the share at which n right answers in a row have a chance of 2.5 %.
    assert proportion_interval([1.0] * n) == pytest.approx((low, 1.0), abs=0.0005)
    assert proportion_interval([0.0] * n) == pytest.approx((0.0, 1 - low), abs=0.0005)


def test_single_value_is_its_interval() -> None:
    assert bootstrap_interval([0.25]) == (0.25, 0.25)
