import pytest

from qa.query.vocabulary import Vocabulary, everyday_words, split_words


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        [
            ("kk", "Полиция қызметкері азаматтың көлігін тоқтатады. Қызметкері 24 сағат!"),
            ("ru", "полиция сотрудник задерживает"),
            ("en", "officer arrest"),
            ("tr", "polis"),
        ]
    )


def test_words_are_in_lower_case_with_their_own_letters_and_without_numbers() -> None:
    assert split_words("Қару-жарақ, 24-БАП; e5 мен it_s") == [
        "қару",
        "жарақ",
        "бап",
        "e",
        "мен",
        "it",
        "s",
    ]


def test_words_are_counted_by_language(vocabulary: Vocabulary) -> None:
    assert vocabulary.counts["kk"]["қызметкері"] == 2
    assert vocabulary.knows("полиция", "ru")
    assert not vocabulary.knows("officer", "kk")
    assert set(vocabulary.counts) == {"kk", "ru", "en"}
    assert not any(vocabulary.knows("polis", language) for language in vocabulary.counts)


def test_a_word_of_a_known_stem_is_known_by_it(vocabulary: Vocabulary) -> None:
    assert vocabulary.contains_stem("полициясының", "kk")
    assert vocabulary.contains_stem("arrested", "en")
    assert not vocabulary.contains_stem("паспорт", "kk")


def test_a_long_word_that_begins_with_a_known_stem_has_a_known_root(vocabulary: Vocabulary) -> None:
    assert vocabulary.contains_root("қызметкерлеріңіздікі", "kk")
    assert not vocabulary.contains_root("қызыл", "kk")


def test_everyday_words_are_known_but_no_content(vocabulary: Vocabulary) -> None:
    assert {"kk", "ru", "en"} == set(everyday_words())
    assert vocabulary.knows("қашан", "kk")
    content = {word for word, _ in vocabulary.content("kk")}
    assert "қашан" not in content
    assert "көлігін" in content


def test_words_of_like_length_begin_with_the_same_letter() -> None:
    vocabulary = Vocabulary([("kk", "қару қаруы қарулары қала қашан бап"), ("ru", "қару")])
    assert set(vocabulary.alike("қарру", "kk", 1)) == {("қару", 1), ("қаруы", 1), ("қала", 1)}
    assert set(vocabulary.alike("қар", "ru", 1)) == {("қару", 1)}
    assert list(vocabulary.alike("жол", "kk", 2)) == []


def test_spellings_that_differ_in_folded_letters_most_frequent_first() -> None:
    vocabulary = Vocabulary([("kk", "ұн үн үн ұн үн")])
    assert list(vocabulary.spellings("ун", "kk")) == ["үн", "ұн"]
    assert list(vocabulary.spellings("нан", "kk")) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("полиция қызметкері", "kk"),
        ("сотрудник задерживает", "ru"),
        ("officer arrest", "en"),
        ("көліктерімізді", "kk"),
    ],
)
def test_a_text_reads_best_in_its_language(
    vocabulary: Vocabulary, text: str, language: str
) -> None:
    likeness = {one: vocabulary.likeness(text, one) for one in ("kk", "ru", "en")}
    assert max(likeness, key=likeness.__getitem__) == language
    assert all(0 <= value <= 1 for value in likeness.values())


def test_how_much_of_a_text_reads_as_a_language(vocabulary: Vocabulary) -> None:
    assert vocabulary.likeness("полиция қызметкері", "kk") == 1.0
    assert vocabulary.likeness("arrested", "en") == pytest.approx(0.9)
    assert vocabulary.likeness("қызметкері", "ru") == 0.0  # letters that Russian lacks
    assert vocabulary.likeness("24 !?", "kk") == 0.0
    long, short = vocabulary.likeness("қызметкері мгг", "kk"), vocabulary.likeness("мгг", "kk")
    assert long > 0.6 > short
