"""The glossary that comes with Bapta, and the errors of a glossary file."""

import re
from collections import Counter
from pathlib import Path

import pytest

from data.corpus import load_corpus
from data.errors import BaptaError
from data.glossary import GlossaryError, Term, load_glossary
from data.model import LANGUAGES
from qa.query.normalization import split_words
from qa.query.stemming import stem


@pytest.fixture(scope="module")
def terms() -> tuple[Term, ...]:
    return load_glossary()


def test_at_least_2500_terms_have_a_name_in_each_language(terms):
    assert len(terms) >= 2500
    assert all(term.names(language) for term in terms for language in LANGUAGES)


def test_the_first_term_is_detention(terms):
    first = terms[0]
    assert first.kk[0] == "ұстау"
    assert {"задержание", "задержать", "задерживать"} <= set(first.ru)
    assert {"detention", "detain", "arrest"} <= set(first.en)


@pytest.mark.parametrize(
    ("kk", "ru", "en"),
    [
        ("ІІМ", "МВД", "MIA"),
        ("ҚР", "РК", "RK"),
        ("ІІО", "ОВД", "IAB"),
        ("ҚАЖ", "УИС", "penal system"),
        ("ЖКО", "ДТП", "road accident"),
        ("БАҚ", "СМИ", "mass media"),
        ("СИЗО", "СИЗО", "SIZO"),
    ],
)
def test_abbreviations_are_listed_in_three_languages(terms, kk, ru, en):
    assert [t for t in terms if kk in t.kk and ru in t.ru and en in t.en]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_repeated_in_a_cell(terms, language):
    for term in terms:
        names = [name.casefold() for name in term.names(language)]
        assert len(names) == len(set(names)), names


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_has_more_than_three_terms(terms, language):
    counts = Counter(name.casefold() for term in terms for name in term.names(language))
    assert [name for name, count in counts.items() if count > 3] == []


@pytest.mark.parametrize(
    ("kk", "ru", "en"),
    [
        ("тұрғынжайдан шығару", "выселение", "eviction"),
        ("атқарушылық жазба", "исполнительная надпись", "executive inscription"),
        ("жер учаскесін алып қою", "изъятие земельного участка", "compulsory purchase of land"),
        ("алимент", "алименты", "child support"),
        ("азаматтықтан айыру", "лишение гражданства", "deprivation of citizenship"),
    ],
)
def test_fields_beyond_internal_affairs_are_covered(terms, kk, ru, en):
    assert [t for t in terms if kk in t.kk and ru in t.ru and en in t.en]


def test_kazakh_and_russian_names_hold_no_latin_letters(terms):
    latin = re.compile("[a-z]", re.IGNORECASE)
    assert [name for term in terms for name in term.kk + term.ru if latin.search(name)] == []


def test_russian_and_english_names_keep_to_their_alphabets(terms):
    ru = [name for term in terms for name in term.ru if any(c in "әіңғүұқөһ" for c in name.lower())]
    en = [name for term in terms for name in term.en if not name.isascii()]
    assert (ru, en) == ([], [])


@pytest.mark.parametrize(
    "word",
    [
        *("ұсталған", "қамауға", "қорғаушыға", "телефон", "азаптауды", "жетондар", "дабылы"),
        *("митингілердің", "пикеттер", "рейдтер", "патрульдеуге", "блоктауға", "айдауылдауды"),
        *("прекурсорлардың", "пиротехникалық", "тирлерін", "босқын", "баспана", "паспорттар"),
        *("имандылықты", "одорологиялық", "дактилоскопиялауға", "аккредиттей", "брифингтерін"),
        *("курсанттары", "фельдъегерлік", "салтанатты", "жәрдемақысының", "лагерлерінде"),
    ],
)
def test_glossary_covers_words_of_the_law(terms, word):
    law = {w for p in load_corpus().default.provisions for w in split_words(p.text)}
    known = {stem(w, "kk") for term in terms for name in term.kk for w in split_words(name)}
    assert split_words(word)[0] in law
    assert stem(split_words(word)[0], "kk") in known


def test_comments_and_empty_lines_are_skipped(tmp_path):
    path = _file(tmp_path, "# weapons", "", "қару; мылтық\tоружие\tweapon; gun")
    assert load_glossary(path) == (Term(("қару", "мылтық"), ("оружие",), ("weapon", "gun")),)


@pytest.mark.parametrize(
    "line",
    [
        "қару\tоружие",
        "қару\tоружие\tweapon\tarme",
        "қару\t\tweapon",
        "қару\t ; \tweapon",
        "қару; оружие; weapon",
    ],
)
def test_error_names_the_line_without_three_names(tmp_path, line):
    path = _file(tmp_path, "# weapons", "оқ-дәрі\tбоеприпас\tammunition", line)
    with pytest.raises(GlossaryError) as caught:
        load_glossary(path)
    assert isinstance(caught.value, BaptaError)
    assert caught.value.message == "Line 3 of the glossary must give a term in kk, ru and en."


def test_error_names_the_repeated_line(tmp_path):
    path = _file(tmp_path, "қару\tоружие\tweapon", "ант\tприсяга\toath", "қару\tоружие \tweapon;")
    with pytest.raises(GlossaryError) as caught:
        load_glossary(path)
    assert caught.value.message == "Line 3 of the glossary repeats a term."


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "glossary.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
