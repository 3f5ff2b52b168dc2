"""Tests of the numbers and dates of acts."""

import pytest

from qa.query.normalization import fold
from qa.references.act_numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "numbers", "dates"),
    [
        ("2014 жылғы 23 сәуірдегі № 199-V Заң", {"199-v"}, {"2014-04-23"}),
        ("закон от 23 апреля 2014 года № 199-V", {"199-v"}, {"2014-04-23"}),
        ("Law No. 199-V of 23 April 2014", {"199-v"}, {"2014-04-23"}),
        ("Law dated April 23, 2014", set(), {"2014-04-23"}),
        ("приказ №280 от 12.05.2015", {"280"}, {"2015-05-12"}),
        ("приказ № 280 статья 5", {"280"}, set()),
        ("95-конвенция", {"95"}, set()),
        ("1995 жылғы заң", set(), {"1995"}),
        ("статья № 24", set(), set()),
        ("№ 24 бап", set(), set()),
        ("24-баптың 3-тармағы", set(), set()),
        ("27-1-бап", set(), set()),
    ],
)
def test_numbers_and_dates_are_read(text: str, numbers: set[str], dates: set[str]) -> None:
    found = read_numbers(fold(text))
    assert (set(found.numbers), set(found.dates)) == (numbers, dates)


def test_text_is_left_without_numbers_and_dates_of_acts() -> None:
    found = read_numbers(fold("статья 5 закона от 23 апреля 2014 года № 199-V"))
    assert found.text.split() == ["статья", "5", "закона"]
