from data.glossary import Term
from qa.query.terms import query_pairs, query_terms, question_pairs, question_terms
from qa.query.translation import Translator

TRANSLATOR = Translator(
    (
        Term(("кісен",), ("наручники",), ("handcuffs",)),
        Term(("жол полициясы",), ("гаишник",), ("traffic police",)),
    )
)


def test_question_terms_exclude_everyday_words() -> None:
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


def test_query_in_the_target_language_has_its_own_terms() -> None:
    assert query_terms("полиция", "kk", "kk", Translator(())) == ["полиц", "=полиция"]


def test_query_in_another_language_has_glossary_terms() -> None:
    assert query_terms("Можно надеть наручники?", "ru", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert query_terms("handcuffs", "en", "kk", TRANSLATOR) == ["кисен", "=кисен"]
    assert query_terms("полиция", "ru", "kk", TRANSLATOR) == []


def test_russian_words_in_a_kazakh_query_are_translated() -> None:
    terms = query_terms("Гаишник тоқтатты", "kk", "kk", TRANSLATOR)
    assert terms[:4] == ["гаишн", "=гаишник", "токта", "=токтат"]
    assert terms[4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_russian_words_with_kazakh_endings_are_translated() -> None:
    terms = query_terms("гаишниктерге айттым", "kk", "kk", TRANSLATOR)
    assert terms[-4:] == ["жол", "=жол", "полиц", "=полиция"]


def test_pairs_join_adjacent_content_words() -> None:
    assert question_pairs("Полиция қашан атыс қаруын қолдана алады?", "kk") == [
        "полиц атыс",
        "атыс каруы",
        "каруы колда",
    ]
    assert query_pairs("гаишник", "ru", "kk", TRANSLATOR) == ["жол полиц"]
    assert query_pairs("полиция", "ru", "kk", TRANSLATOR) == []
