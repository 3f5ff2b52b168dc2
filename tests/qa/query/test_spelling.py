import pytest

from qa.query.spelling import correct_spelling
from qa.query.vocabulary import Vocabulary

TEXTS = (
    ("kk", "полиция қызметкері азаматтың көлігін тоқтатады құжаттарын тексереді"),
    ("kk", "қызметкері қаруды қолданады жауапкершілік"),
    ("ru", "полиция министерство сотрудник задержание задерживает удостоверение"),
    ("en", "officer arrest warning identification"),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(TEXTS)


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("полция", "kk", "полиция"),  # a letter is lost
        ("министрество", "ru", "министерство"),  # two letters change places
        ("удостверение", "ru", "удостоверение"),
        ("задежание", "ru", "задержание"),
        ("oficer", "en", "officer"),
        ("arest", "en", "arrest"),
        ("министеррство", "ru", "министерство"),  # a letter too many
        ("identifcaton", "en", "identification"),  # two slips in a long word
    ],
)
def test_typing_error_is_corrected(
    vocabulary: Vocabulary, typed: str, language: str, meant: str
) -> None:
    assert correct_spelling(typed, language, vocabulary) == meant


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("полиция", "kk"),  # known
        ("тоқтатса", "kk"),  # another form of a known word
        ("арыз", "kk"),  # short
        ("олиция", "kk"),  # the first letter is never in doubt
        ("офицер", "ru"),  # an unknown word far from all
        ("arst", "en"),
        ("wrnng", "en"),  # two slips in a short word
        ("полици", "en"),
    ],
)
def test_word_without_a_typing_error_is_unchanged(
    vocabulary: Vocabulary, word: str, language: str
) -> None:
    assert correct_spelling(word, language, vocabulary) == word


def test_no_word_is_corrected_to_an_everyday_word() -> None:
    vocabulary = Vocabulary([("ru", "почему полиция")])
    assert vocabulary.contains_word("почему", "ru")
    assert correct_spelling("почму", "ru", vocabulary) == "почму"
    assert correct_spelling("полция", "ru", vocabulary) == "полиция"
