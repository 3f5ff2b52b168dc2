from data.glossary import Term
from qa.query.lexicon import TranslationLexicon
from qa.query.question_words import QueryTerms, QuestionWords
from qa.query.terms import question_terms
from qa.query.translation import Translator
from qa.query.word_alignment import Link

TRANSLATOR = Translator(
    (
        Term(("кісен",), ("наручники",), ("handcuffs",)),
        Term(("жол полициясы",), ("гаишник",), ("traffic police",)),
    )
)
LEXICON = TranslationLexicon({("kk", "ru"): (Link("оқ", "пуля", 1.0),)})


def read(text: str, language: str, translator: Translator = TRANSLATOR) -> QuestionWords:
    return QuestionWords(text, language, translator, LEXICON)


def terms(text: str, language: str, target: str, translator: Translator = TRANSLATOR) -> list[str]:
    found = read(text, language, translator).terms(target)
    return [*found.own, *found.names]


def pairs(text: str, language: str, target: str) -> list[str]:
    found = read(text, language).terms(target)
    return [*found.own_pairs, *found.name_pairs]


def test_query_in_the_target_language_has_its_own_terms() -> None:
    assert terms("полиция", "kk", "kk", Translator(())) == ["полиц", "=полиция"]


def test_query_in_another_language_has_glossary_terms() -> None:
    assert terms("Можно надеть наручники?", "ru", "kk") == ["кисен", "=кисен"]
    assert terms("handcuffs", "en", "kk") == ["кисен", "=кисен"]
    assert terms("полиция", "ru", "kk") == []


def test_russian_words_in_a_kazakh_query_are_translated() -> None:
    found = terms("Гаишник тоқтатты", "kk", "kk")
    assert found[:4] == ["гаишн", "=гаишник", "токта", "=токтат"]
    assert found[4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_russian_words_with_kazakh_endings_are_translated() -> None:
    found = terms("гаишниктерге айттым", "kk", "kk")
    assert found[-4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_pairs_of_names_join_their_adjacent_words() -> None:
    assert pairs("гаишник", "ru", "kk") == ["жол полиц"]
    assert pairs("полиция", "ru", "kk") == []


def test_question_has_its_own_words_for_passages_in_its_language_alone() -> None:
    question = read("Когда полиция надевает наручники?", "ru")
    own = question_terms("Когда полиция надевает наручники?", "ru")
    assert question.own == own
    assert question.terms("ru") == QueryTerms(own, question.own_pairs, ["наруч", "=наручник"], [])
    assert question.terms("en") == QueryTerms((), (), ["handc", "=handcuff"], [])
    assert question.groups("ru") == [{term: 1.0} for term in own]


def test_what_is_read_once_is_not_read_again() -> None:
    question = read("кісен", "kk")
    assert question.terms("ru") is question.terms("ru")
    assert question.groups("ru") is question.groups("ru")
    assert question.own is question.own
