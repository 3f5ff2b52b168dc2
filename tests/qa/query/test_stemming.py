"""Tests of the stemmers."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import Stemmer

from qa.query.normalization import fold
from qa.query.stemming import kazakh_roots, kazakh_stem, stem


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
def test_short_words_are_not_stemmed(word):
    assert kazakh_stem(fold(word)) == fold(word)


def test_ending_without_vowel_harmony_is_not_stripped():
    assert kazakh_stem("аттер") == "аттер"


def test_russian_and_english_words_have_snowball_stems():
    assert stem("полицейского", "ru") == stem("полицейский", "ru")
    assert stem("searching", "en") == stem("searches", "en") == "search"


def test_stemming_is_thread_safe() -> None:
    # Invented words, so that none is cached.
    starts, middles = ("пров", "наказ", "обращ", "хран", "задерж"), ("ерл", "ибуч", "онд", "уряг")
    ends = ("ование", "ованиями", "ительности", "ывавшись", "ующего", "ательными", "ениях", "ейшая")
    words = [one + two + end for one in starts for two in middles for end in ends]
    single = Stemmer.Stemmer("russian")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda word: stem(word, "ru"), words))
    finally:
        sys.setswitchinterval(interval)
    assert found == [single.stemWord(word) for word in words]


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("документтерімді", "документ"),
        ("задержаниеге", "задержание"),
        ("машинамды", "машина"),
        ("штрафтан", "штраф"),
        ("гаишниктерге", "гаишник"),
        ("протоколдарымыздан", "протокол"),
    ],
)
def test_roots_have_the_russian_word_under_kazakh_endings(word: str, root: str) -> None:
    roots = kazakh_roots(fold(word))
    assert roots[0] == fold(word)
    assert root in roots
    assert kazakh_roots(root)[0] == root
