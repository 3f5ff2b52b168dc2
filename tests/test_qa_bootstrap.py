import pytest

from qa.bootstrap import interval


def test_nothing_has_no_interval() -> None:
    assert interval([]) is None


def test_equal_values_leave_no_doubt() -> None:
    assert interval([1.0] * 30) == (1.0, 1.0)


def test_an_interval_holds_the_mean_and_comes_out_the_same_again() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = interval(values) or (0.0, 0.0)
    # The normal approximation gives .8 plus and minus .078.
    assert low == pytest.approx(0.72, abs=0.02)
    assert high == pytest.approx(0.88, abs=0.02)
    assert interval(values) == (low, high)


def test_more_questions_give_a_narrower_interval() -> None:
    few = interval([1.0, 0.0] * 10) or (0.0, 0.0)
    many = interval([1.0, 0.0] * 500) or (0.0, 0.0)
    assert many[1] - many[0] < (few[1] - few[0]) / 3
