import pytest

from data.glossary import Term
from qa.query.lexicon import TranslationLexicon
from qa.query.question_words import QuestionWords
from qa.query.translation import Translator
from qa.query.word_alignment import Link

LEXICON = TranslationLexicon(
    {("kk", "ru"): (Link("мерз", "срок", 9.0), Link("мерз", "период", 3.0))}
)
GLOSSARY = Translator(
    [
        Term(("айлық",), ("зарплата", "оклад"), ("salary",)),
        Term(("мерзім",), ("время",), ("time",)),
        Term(("ақылы қызмет",), ("платная услуга",), ("paid service",)),
    ]
)


def groups(text: str) -> list[dict[str, float]]:
    return [dict(each) for each in QuestionWords(text, "kk", GLOSSARY, LEXICON).groups("ru")]


def test_word_becomes_its_translations_with_their_probabilities() -> None:
    assert groups("мерзім қандай, мерзім?") == [{"=срок": 0.75, "=период": 0.25}]


def test_glossary_translates_words_that_the_lexicon_does_not_know() -> None:
    assert groups("айлық") == [{"=зарплат": 0.5, "=оклад": 0.5}]


def test_pairs_of_words_in_a_name_have_a_small_weight() -> None:
    assert groups("ақылы қызмет")[-1] == {"платн услуг": 0.1}


def test_unknown_words_and_numbers_stand_for_themselves() -> None:
    assert groups("нотариус 16") == [{"нотар": 1.0}, {"=нотариус": 1.0}, {"16": 1.0}]


def test_russian_word_of_a_kazakh_question_is_translated() -> None:
    lexicon = TranslationLexicon({("ru", "en"): (Link("зарплат", "wage", 1.0),)})
    found = QuestionWords("зарплата", "kk", Translator([]), lexicon).groups("en")
    assert [dict(group) for group in found] == [{"=wage": 1.0}]


@pytest.mark.parametrize("text", ["", "қандай", "?"])
def test_question_without_content_words_has_no_groups(text: str) -> None:
    assert groups(text) == []
