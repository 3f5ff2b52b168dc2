"""Number words of terms and counts, and the answers that are typed in digits or words."""

import pytest

from data.model import Span
from qa.drills.card import Card, CardKind, Spec, comparable_words, is_correct
from qa.drills.gap_rules import read_value
from qa.drills.number_words import read_amount
from qa.query.normalization import split_words


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ru", "миллион", 1_000_000),
        ("ru", "двух миллионов трёхсот тысяч", 2_300_000),
        ("ru", "двухсот", 200),
        ("ru", "трехсот шестидесяти пяти", 365),
        ("ru", "четырёмстам", 400),
        ("ru", "пятисот", 500),
        ("ru", "девятьсот девяносто девять", 999),
        ("ru", "тысяча двести", 1200),
        ("ru", "шестнадцати", 16),
        ("kk", "жүз", 100),
        ("kk", "екі жүз елу", 250),
        ("kk", "екі жүзге", 200),
        ("kk", "мың бес жүз", 1500),
        ("kk", "он бес мың", 15_000),
        ("kk", "миллионнан", 1_000_000),
        ("kk", "алпыс жеті", 67),
        ("en", "two hundred", 200),
        ("en", "five million two hundred thousand", 5_200_000),
        ("en", "seventy-five", 75),
        ("en", "250 thousand", 250_000),
        ("en", "48", 48),
    ],
)
def test_value_of_number_words(language: str, text: str, value: int) -> None:
    assert read_value(language, text) == value


def test_text_with_no_number_or_several_has_no_value() -> None:
    assert read_value("ru", "в течение года") == 0
    assert read_value("ru", "от пяти до десяти лет") == 0
    # "He" in Russian is "ten" in Kazakh.
    assert read_value("ru", "он") == 0
    assert read_value("ru", "15 (пятнадцати) дней") == 15


@pytest.mark.parametrize("word", ["үшін", "оның", "оны", "онда", "бірге", "бірден"])
def test_everyday_words_are_no_numbers(word: str) -> None:
    assert read_amount(split_words(word)) == (0, 0)


@pytest.mark.parametrize(("word", "value"), [("үшінші", 3), ("онға", 10), ("бірді", 1)])
def test_number_words_keep_their_endings(word: str, value: int) -> None:
    assert read_amount(split_words(word)) == (value, 1)


def test_number_ends_before_a_word_that_does_not_go_on_with_it() -> None:
    assert read_amount(split_words("пяти трёх")) == (5, 1)
    assert read_amount(split_words("двадцати десяти")) == (20, 1)
    assert read_amount(split_words("жүз жүз")) == (100, 1)
    assert read_amount(split_words("сто тысяч миллионов")) == (100_000, 2)


def test_typed_digits_and_words_in_another_case_are_right() -> None:
    card = Card(
        Spec("gap:art_1::0", CardKind.GAP, "art_1", hidden=(Span("art_1", 0, 10, "шестидесяти"),)),
        (),
        frozenset(),
    )
    assert is_correct(card, (), "60")
    assert is_correct(card, (), "шестьдесят")
    assert not is_correct(card, (), "16")
    # Signs that are digits to Python and no numbers.
    assert not any(is_correct(card, (), sign) for sign in ("❶", "²", "፩"))
    assert comparable_words("двадцать четвёртая") == ("24",)
