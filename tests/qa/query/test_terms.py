from data.glossary import Term
from qa.query.terms import query_pairs, query_terms, question_pairs, question_terms
from qa.query.translation import Translator

TRANSLATOR = Translator(
    (
        Term(("кісен",), ("наручники",), ("handcuffs",)),
        Term(("жол полициясы",), ("гаишник",), ("traffic police",)),
    )
)


def test_everyday_words_are_left_out() -> None:
    assert question_terms("Полиция қашан оқ ата алады?", "kk") == [
        "полиц",
        "=полиция",
        "ок",
        "=ок",
        "ата",
        "=ата",
    ]
    assert question_terms("When may the police shoot?", "en") == [
        "polic",
        "=polic",
        "shoot",
        "=shoot",
    ]
    assert question_terms("Когда можно и что это?", "ru") == []


def test_a_question_in_the_passages_language_looks_up_its_own_words() -> None:
    assert query_terms("полиция", "kk", "kk", Translator(())) == ["полиц", "=полиция"]


def test_a_question_in_another_language_looks_up_what_the_glossary_has() -> None:
    assert query_terms("Можно надеть наручники?", "ru", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert query_terms("handcuffs", "en", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert query_terms("полиция", "ru", "kk", TRANSLATOR) == []


def test_russian_words_in_a_kazakh_question_are_looked_up_too() -> None:
    terms = query_terms("Гаишник тоқтатты", "kk", "kk", TRANSLATOR)
    assert terms[:4] == ["гаишн", "=гаишник", "токта", "=токтат"]
    assert terms[4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_pairs_are_of_neighbours_among_the_telling_words() -> None:
    assert question_pairs("Полиция қашан атыс қаруын қолдана алады?", "kk") == [
        "полиц атыс",
        "атыс каруы",
        "каруы колда",
    ]
    assert query_pairs("гаишник", "ru", "kk", TRANSLATOR) == ["жол полиц"]
    assert query_pairs("полиция", "ru", "kk", TRANSLATOR) == []
