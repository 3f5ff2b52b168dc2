import pytest

from qa.query.vocabulary import Vocabulary, everyday_words, lower_words


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


def test_split_words_lowers_case_and_drops_numbers() -> None:
    assert lower_words("Қару-жарақ, 24-БАП; e5 мен it_s") == [
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
    assert vocabulary.contains_word("полиция", "ru")
    assert not vocabulary.contains_word("officer", "kk")
    assert set(vocabulary.counts) == {"kk", "ru", "en"}
    assert not any(vocabulary.contains_word("polis", language) for language in vocabulary.counts)


def test_contains_stem_finds_other_forms_of_known_words(vocabulary: Vocabulary) -> None:
    assert vocabulary.contains_stem("полициясының", "kk")
    assert vocabulary.contains_stem("arrested", "en")
    assert not vocabulary.contains_stem("паспорт", "kk")


def test_contains_root_finds_words_that_begin_with_a_known_stem(vocabulary: Vocabulary) -> None:
    assert vocabulary.contains_root("қызметкерлеріңіздікі", "kk")
    assert not vocabulary.contains_root("қызыл", "kk")


def test_everyday_words_are_known_but_not_content(vocabulary: Vocabulary) -> None:
    assert {"kk", "ru", "en"} == set(everyday_words())
    assert vocabulary.contains_word("қашан", "kk")
    content = {word for word, _ in vocabulary.content("kk")}
    assert "қашан" not in content
    assert "көлігін" in content


def test_similar_words_have_the_same_first_letter_and_a_close_length() -> None:
    vocabulary = Vocabulary([("kk", "қару қаруы қарулары қала қашан бап"), ("ru", "қару")])
    assert set(vocabulary.similar_words("қарру", "kk", 1)) == {
        "қару",
        "қаруы",
        "қала",
    }
    assert set(vocabulary.similar_words("қар", "ru", 1)) == {"қару"}
    assert list(vocabulary.similar_words("жол", "kk", 2)) == []


def test_spellings_are_ordered_by_frequency() -> None:
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
def test_text_scores_highest_in_its_language(
    vocabulary: Vocabulary, text: str, language: str
) -> None:
    language_score = {one: vocabulary.language_score(text, one) for one in ("kk", "ru", "en")}
    assert max(language_score, key=language_score.__getitem__) == language
    assert all(0 <= value <= 1 for value in language_score.values())


def test_language_score_depends_on_known_words_and_letters(vocabulary: Vocabulary) -> None:
    assert vocabulary.language_score("полиция қызметкері", "kk") == 1.0
    assert vocabulary.language_score("arrested", "en") == pytest.approx(0.9)
    assert vocabulary.language_score("қызметкері", "ru") == 0.0  # letters that Russian lacks
    assert vocabulary.language_score("24 !?", "kk") == 0.0
    long, short = (
        vocabulary.language_score("қызметкері мгг", "kk"),
        vocabulary.language_score("мгг", "kk"),
    )
    assert long > 0.6 > short


def test_names_are_content_and_slang_only_tells_the_language() -> None:
    vocabulary = Vocabulary([("ru", "обыск")], [("ru", "наручники")], [("ru", "ксива")])
    assert [vocabulary.is_usual(word, "ru") for word in ("обыск", "наручники", "ксива")] == [
        True,
        False,
        False,
    ]
    assert {word for word, _ in vocabulary.content("ru")} == {"обыск", "наручники"}
    assert vocabulary.language_score("ксива", "ru") == 1.0


def test_occurrences_are_content_words_between_their_neighbours() -> None:
    vocabulary = Vocabulary([("ru", "Расходы за использование машины."), ("ru", "Исполнение")])
    assert list(vocabulary.occurrences("исп", "ru")) == [
        ("за", "использование", "машины"),
        ("", "исполнение", ""),
    ]
    assert list(vocabulary.occurrences("зада", "ru")) == []


def test_russian_word_with_kazakh_endings_is_recognised() -> None:
    vocabulary = Vocabulary([("ru", "документ задержание закон"), ("kk", "не")])
    assert vocabulary.is_russian_with_kazakh_ending("документтерімді")
    assert vocabulary.is_russian_with_kazakh_ending("задержаниеге")
    assert not vocabulary.is_russian_with_kazakh_ending("законы")  # a Russian plural
    assert vocabulary.language_score("документтерімді", "kk") == pytest.approx(0.8)
