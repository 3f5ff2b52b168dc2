"""Stems that bring the forms of one word together and keep different words apart."""

import pytest

from qa.fold import fold
from qa.stem import kazakh_stem, stem


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (["орган", "органдар", "органдарының", "органына", "органдарымен"], "орган"),
        (["қызметкер", "қызметкерлер", "қызметкерлері", "қызметкеріне"], "кызметкер"),
        (["қолданады", "қолдануға", "қолданған"], "колдан"),
        (["азамат", "азаматтар", "азаматтардың"], "азамат"),
        (["тексеру", "тексеруге", "тексереді"], "тексер"),
    ],
)
def test_forms_of_one_kazakh_word_share_a_stem(forms, expected):
    assert {kazakh_stem(fold(form)) for form in forms} == {expected}


@pytest.mark.parametrize("word", ["бар", "жол", "сот", "заң", "ет"])
def test_short_words_stay_whole(word):
    assert kazakh_stem(fold(word)) == fold(word)


def test_an_ending_of_the_wrong_harmony_stays():
    assert kazakh_stem("аттер") == "аттер"


def test_russian_and_english_stems():
    assert stem("полицейского", "ru") == stem("полицейский", "ru")
    assert stem("searching", "en") == stem("searches", "en") == "search"
