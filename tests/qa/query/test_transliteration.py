import tomllib
from importlib.resources import files
from math import inf, log

import pytest

from data.corpus import load_corpus
from qa.query.rewriting import QueryRewriter
from qa.query.transliteration import CharNgramModel, Table, count_letters, transliterate

TABLES: dict[str, Table] = tomllib.loads(
    files("qa.query").joinpath("latin.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def kazakh() -> CharNgramModel:
    """Return the model of the words of the law."""
    reader = QueryRewriter(load_corpus())
    return reader._vocabulary.letters("kk")


def test_frequent_letter_sequence_costs_less() -> None:
    model = CharNgramModel(count_letters([("бала", 1), ("балалар", 1)]))
    assert model.cost("ба", "л") < model.cost("ба", "б") < model.cost("ба", "ж")
    assert model.word_cost("бала") < model.word_cost("лаба") < model.word_cost("жүк")


def test_cost_is_the_negative_logarithm_of_the_frequency() -> None:
    model = CharNgramModel(count_letters([("аб", 1), ("ав", 1)]))
    assert model.cost("^^^а", "б") == pytest.approx(log(2))
    assert model.cost("^^^^", "а") == pytest.approx(0.0)


def test_frequent_words_weigh_more() -> None:
    model = CharNgramModel(count_letters([("аб", 100), ("ав", 1)]))
    assert model.cost("^^^а", "б") < log(2) < model.cost("^^^а", "в")


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("qyzmetker", "қызметкер"),
        ("qyzmetkeri", "қызметкері"),
        ("kyzmetkeri", "қызметкері"),
        ("polıtsııa", "полиция"),
        ("azamattyñ", "азаматтың"),
        ("azamattyń", "азаматтың"),
        ("ko'lik", "көлік"),
        ("kölik", "көлік"),
        ("k8lik", "көлік"),
        ("shaghym", "шағым"),
        ("zhauapkershilik", "жауапкершілік"),
        ("ministrlik", "министрлік"),
    ],
)
def test_latin_spelling_is_transliterated_to_kazakh(
    kazakh: CharNgramModel, typed: str, spelled: str
) -> None:
    assert transliterate(typed, TABLES["units"], kazakh)[0] == spelled


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("кызметкери", "қызметкері"),
        ("колик", "көлік"),
        ("азаматтын", "азаматтың"),
        ("кукыгы", "құқығы"),
        ("орган", "орган"),
    ],
)
def test_kazakh_letters_are_restored(kazakh: CharNgramModel, typed: str, spelled: str) -> None:
    assert transliterate(typed, TABLES["folded"], kazakh)[0] == spelled


def test_character_without_a_unit_is_unchanged() -> None:
    model = CharNgramModel(count_letters([("бала", 1)]))
    table: Table = {"b": {"б": 0.0}, "a": {"а": 0.0, "ә": 0.0}, "l": {"л": 0.0}}
    assert transliterate("bala", table, model)[0] == "бала"
    assert transliterate("b-la", table, model)[0] == "б-ла"
    assert transliterate("", table, model)[0] == ""


def test_longest_unit_and_more_likely_word_win() -> None:
    model = CharNgramModel(count_letters([("шам", 5)]))
    table: Table = {
        "s": {"с": 0.0},
        "h": {"х": 0.0},
        "sh": {"ш": 0.0},
        "a": {"а": 0.0},
        "m": {"м": 0.0},
    }
    spelled, cost = transliterate("sham", table, model)
    assert spelled == "шам"
    assert 0 <= cost < 0.1 < inf
