"""Questions as people type them, and the natural text that is searched."""

import pytest

from data.corpus import load_corpus
from data.glossary import load_glossary
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, Repair, fix_keyboard_layout, rewrite_query
from qa.query.vocabulary import Vocabulary
from qa.retrieval.bank_index import shipped_bank


@pytest.fixture(scope="module")
def reader():
    corpus = load_corpus()
    return QueryRewriter(corpus, shipped_bank(corpus), load_glossary())


def first(reader, text, language=None):
    return reader.read(text, language, exact=False)[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        # 2018 official, 2021 official, apostrophes of 2017, informal, keyboard digits
        (
            "Polıtsııa atys qarýyn qashan eskertýsiz qoldanady",
            "полиция атыс қаруын қашан ескертусіз қолданады",
        ),
        ("Ishki ister mınıstrligin kim basqarady?", "ішкі істер министрлігін кім басқарады?"),
        ("Küdıktılerdı qandai mekemede ūstaidy?", "күдіктілерді қандай мекемеде ұстайды?"),
        ("Ku'diktini qorqytyp moi'yndaty'g'a ruqsat pa?", None),
        ("kolikti kim toqtatady", "көлікті кім тоқтатады"),
        ("k8likti kim toqtatady", "көлікті кім тоқтатады"),
    ],
)
def test_kazakh_in_latin_letters(reader, typed, read):
    reading = first(reader, typed)
    assert (reading.language, reading.changed) == ("kk", True)
    assert read is None or reading.text == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "полиция атыс каруын кашан ескертусиз колданады",
            "полиция атыс қаруын қашан ескертусіз қолданады",
        ),
        (
            "Азаматтардын колындагы каруды ким бакылайды?",
            "азаматтардың қолындағы қаруды кім бақылайды?",
        ),
    ],
)
def test_kazakh_without_its_own_letters(reader, typed, read):
    reading = first(reader, typed)
    assert (reading.language, reading.changed) == ("kk", True)
    assert reading.text.lower() == read


def test_wrong_keyboard_layout(reader):
    assert fix_keyboard_layout("gjkbwbz rjulf", "us", "ru") == "полиция когда"
    assert fix_keyboard_layout("8qut", "us", "kk") == "үйге"
    assert fix_keyboard_layout("цруку", "ru", "us") == "where"
    reading = first(reader, "gjkbwtqut if5sv ;fpe5f ,jkf vf")
    assert (reading.text, reading.language) == ("полицейге шағым жазуға бола ма", "kk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?", "kk"),
        ("Когда полиция может стрелять без предупреждения?", "ru"),
        ("When may a police officer shoot without warning?", "en"),
        ("Кто назначает министра?", "ru"),
        ("Who is the minister?", "en"),
        ("Министрді кім тағайындайды?", "kk"),
    ],
)
def test_plain_questions_stand_as_they_are(reader, text, language):
    reading = first(reader, text)
    assert (reading.text, reading.language, reading.changed) == (text, language, False)


def test_latin_letters_inside_cyrillic_words_are_folded(reader):
    assert normalize_input("iшкi iстер мен полиция") == "ішкі істер мен полиция"
    assert normalize_input("қару\u00a0  туралы") == "қару туралы"
    assert normalize_input("Ku\u2019diktini и\u0306од") == "Ku'diktini йод"
    assert normalize_input("Police «ПОЛИЦИЯ»") == "Police «ПОЛИЦИЯ»"


def test_a_correction_is_searched_beside_what_was_typed(reader):
    readings = reader.read("Министрліктің органдрын кім басқарады?", None, exact=False)
    assert [reading.text for reading in readings] == [
        "Министрліктің органдарын кім басқарады?",
        "Министрліктің органдрын кім басқарады?",
    ]
    assert [reading.changed for reading in readings] == [True, False]


@pytest.mark.parametrize(
    ("typed", "repairs"),
    [
        ("kolikti kim toqtatady", (Repair.LATIN_LETTERS,)),
        ("полиция атыс каруын кашан ескертусиз колданады", (Repair.KAZAKH_LETTERS,)),
        ("gjkbwtqut if5sv ;fpe5f ,jkf vf", (Repair.KEYBOARD_LAYOUT,)),
        ("Министрліктің органдрын кім басқарады?", (Repair.SPELLING,)),
        ("Министрді кім тағайындайды?", ()),
    ],
)
def test_a_reading_names_the_repairs_that_led_to_it(reader, typed, repairs):
    assert first(reader, typed).repairs == repairs


def test_exact_changes_nothing(reader):
    (reading,) = reader.read("kolikti kim toqtatady", None, exact=True)
    assert (reading.text, reading.changed) == ("kolikti kim toqtatady", False)


@pytest.mark.parametrize("text", ["12345", "???", "🙂🙂", "العربية", "{{ 7*7 }}", "a'", "'"])
def test_odd_text_is_read_without_an_error(reader, text):
    readings = reader.read(text, None, exact=False)
    assert 1 <= len(readings) <= 2
    assert all(reading.language in ("kk", "ru", "en") for reading in readings)


def test_a_given_language_is_kept(reader):
    assert first(reader, "полиция министр", "ru").language == "ru"
    assert first(reader, "politsiia ministr", "kk").language == "kk"


def test_sure_english_is_not_spelled_as_kazakh():
    vocabulary = Vocabulary([("en", "Can the police enter my home without a warrant?")])
    (reading,) = rewrite_query("can the police enter my home?", vocabulary)
    assert (reading.language, reading.changed) == ("en", False)
    # The letters of Kazakh were not looked at, which takes longest.
    assert "letters" not in vars(vocabulary)
    assert rewrite_query("can the police enter my home?", vocabulary, "kk")[0].language == "kk"
