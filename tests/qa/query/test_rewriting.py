"""Tests of query rewriting."""

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
    return reader.variants(text, language, exact=False)[0]


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
def test_kazakh_in_latin_letters_is_transliterated(reader, typed, read):
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
def test_kazakh_letters_are_restored_in_questions(reader, typed, read):
    reading = first(reader, typed)
    assert (reading.language, reading.changed) == ("kk", True)
    assert reading.text.lower() == read


def test_text_in_a_wrong_keyboard_layout_is_converted(reader):
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
def test_plain_question_is_unchanged(reader, text, language):
    reading = first(reader, text)
    assert (reading.text, reading.language, reading.changed) == (text, language, False)


@pytest.mark.parametrize(
    "text",
    [
        "When may the police shoot — without warning?",
        "Can police use force – and when – against a child?",
        "“Can the police search my car?”",
        "Can the police search my car…",
        "€50 fine for a warrant 🙂",
        "😡😡 they took my car 👮‍♂️",
        "Can they search a café?",
        "ok",
        "OK 👍",
    ],
)
def test_signs_and_emoji_do_not_decide_the_language(reader, text):
    text = normalize_input(text)
    reading = first(reader, text)
    assert (reading.text, reading.language, reading.changed) == (text, "en", False)


def test_latin_letters_inside_cyrillic_words_are_folded(reader):
    assert normalize_input("iшкi iстер мен полиция") == "ішкі істер мен полиция"
    assert normalize_input("қару\u00a0  туралы") == "қару туралы"
    assert normalize_input("Ku\u2019diktini и\u0306од") == "Ku'diktini йод"
    assert normalize_input("Police «ПОЛИЦИЯ»") == "Police «ПОЛИЦИЯ»"


def test_correction_keeps_the_typed_text_as_second_variant(reader):
    readings = reader.variants("Министрліктің органдрын кім басқарады?", None, exact=False)
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
        ("militsiya ostanovila menya", (Repair.RUSSIAN_LATIN_LETTERS,)),
        ("мент не показал ксиву", (Repair.SLANG,)),
        ("возмещ. расх. за исп. авто", (Repair.ABBREVIATION,)),
        ("б3р адамды ұстады", (Repair.DIGITS,)),
        ("پوليتسيا قارۋىن قاشان قولدانادى؟", (Repair.ARABIC_LETTERS,)),
        ("бля, кто назначает министра?", (Repair.ABUSE,)),
    ],
)
def test_variant_names_its_repairs(reader, typed, repairs):
    assert first(reader, typed).repairs == repairs


def test_exact_variant_is_unchanged(reader):
    (reading,) = reader.variants("kolikti kim toqtatady", None, exact=True)
    assert (reading.text, reading.changed) == ("kolikti kim toqtatady", False)


@pytest.mark.parametrize("text", ["12345", "???", "🙂🙂", "العربية", "{{ 7*7 }}", "a'", "'"])
def test_unusual_text_has_a_variant(reader, text):
    readings = reader.variants(text, None, exact=False)
    assert 1 <= len(readings) <= 2
    assert all(reading.language in ("kk", "ru", "en") for reading in readings)


def test_variants_are_limited_to_the_given_language(reader):
    assert first(reader, "полиция министр", "ru").language == "ru"
    assert first(reader, "politsiia ministr", "kk").language == "kk"


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("can an oficer tak my pasport", "en"),
        ("can police chek my adres", "en"),
        ("men tunde barmasam ne bolady", "kk"),
        ("polis mashinany ustay alama", "kk"),
    ],
)
def test_english_with_typing_errors_is_no_kazakh(reader, typed, language):
    assert {one.language for one in reader.variants(typed, None, exact=False)} == {language}


def test_certain_english_is_not_transliterated():
    vocabulary = Vocabulary([("en", "Can the police enter my home without a warrant?")])
    (reading,) = rewrite_query("can the police enter my home?", vocabulary)
    assert (reading.language, reading.changed) == ("en", False)
    # The slow character model of Kazakh was not built.
    assert "letters" not in vars(vocabulary)
    assert rewrite_query("can the police enter my home?", vocabulary, "kk")[0].language == "kk"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("militsiya ostanovila menya", "милиция остановила меня"),
        ("kto naznachaet ministra vnutrennih del?", "кто назначает министра внутренних дел?"),
        ("menya zaderzhali 4to delat", "меня задержали что делать"),
        ("imeyu li ya pravo na advokata", "имею ли я право на адвоката"),
    ],
)
def test_russian_in_latin_letters_is_transliterated(reader, typed, read):
    reading = first(reader, typed)
    assert (reading.text, reading.language, reading.changed) == (read, "ru", True)


@pytest.mark.parametrize(
    "text",
    ["полицияға штраф салса", "документтерімді алып қойды", "задержаниеге не себеп"],
)
def test_russian_word_with_kazakh_endings_is_kazakh(reader, text):
    reading = first(reader, text)
    assert reading.language == "kk"
    assert text.split()[0] in reading.text or Repair.SLANG in reading.repairs


def test_slang_is_searched_as_typed_too(reader):
    readings = reader.variants("мент не показал ксиву", None, exact=False)
    assert [reading.text for reading in readings] == [
        "полицейский не показал служебное удостоверение",
        "мент не показал ксиву",
    ]


def test_abuse_is_neither_repeated_nor_corrected(reader):
    readings = reader.variants("эти суки не принимают заявление", None, exact=False)
    assert all("сук" not in reading.text for reading in readings)
    assert all(reading.changed for reading in readings)
    (alone,) = reader.variants("сука", None, exact=False)
    assert (alone.text, alone.changed) == ("сука", False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Полиция үйге сұрамай кіре алама", "Полиция үйге сұрамай кіре ала ма"),
        ("Рұқсат керекпе", "Рұқсат керек пе"),
        ("тексеруге тыйым салынғанба", "тексеруге тыйым салынған ба"),
    ],
)
def test_question_particles_are_parted_from_their_verb(reader, typed, read):
    assert first(reader, typed).text == read


@pytest.mark.parametrize(
    "text",
    [
        "Анама хабарлай ма?",
        "I'm scared, they spent a night here",
        "Она пришла и хотела подать заявление",
        "Шешем полицияға барғым келеді деді",
    ],
)
def test_ordinary_words_are_no_typing_errors(reader, text):
    assert first(reader, text).text == text
