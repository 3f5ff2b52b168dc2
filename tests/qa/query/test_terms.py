from data.glossary import Term
from qa.query.terms import pairs_in, question_pairs, question_terms, terms_in
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
    assert terms_in("полиция", "kk", "kk", Translator(())) == ["полиц", "=полиция"]


def test_a_question_in_another_language_looks_up_what_the_glossary_has() -> None:
    assert terms_in("Можно надеть наручники?", "ru", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert terms_in("handcuffs", "en", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert terms_in("полиция", "ru", "kk", TRANSLATOR) == []


def test_russian_words_in_a_kazakh_question_are_looked_up_too() -> None:
    terms = terms_in("Гаишник тоқтатты", "kk", "kk", TRANSLATOR)
    assert terms[:4] == ["гаишн", "=гаишник", "токта", "=токтат"]
    assert terms[4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_pairs_are_of_neighbours_among_the_telling_words() -> None:
    assert question_pairs("Полиция қашан атыс қаруын қолдана алады?", "kk") == [
        "полиц атыс",
        "атыс каруы",
        "каруы колда",
    ]
    assert pairs_in("гаишник", "ru", "kk", TRANSLATOR) == ["жол полиц"]
    assert pairs_in("полиция", "ru", "kk", TRANSLATOR) == []
