"""Terms of documents and queries for the lexical channel.

Each word has two terms: its first five letters, which is robust to the endings of an agglutinative
language, and its stem; the two analyses together did better than either alone. Pairs of adjacent
words match phrases. A query has the terms of its content words and of their translations in the
glossary.
"""

from collections.abc import Mapping
from functools import cache
from itertools import chain, pairwise

from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.translation import Translator
from qa.query.vocabulary import everyday_words

_PREFIX_LENGTH = 5
_STEM_MARK = "="  # separates a stem from a prefix that is spelled alike


def document_terms(text: str, language: str) -> list[str]:
    """Return the terms of ``text`` in ``language`` (kk, ru, en), in order, with repeats."""
    terms: list[str] = []
    for word in split_words(text):
        terms += word_terms(word, language)
    return terms


def word_terms(word: str, language: str) -> tuple[str, ...]:
    """Return the terms of one folded word: prefix and stem, or the number itself."""
    if not word.isalpha():
        return (word,)
    return word[:_PREFIX_LENGTH], stem_term(stem(word, language))


def stem_term(stemmed: str) -> str:
    """Return the term of a stem."""
    return _STEM_MARK + stemmed


def document_pairs(text: str) -> list[str]:
    """Return the pairs of adjacent word prefixes in ``text``, in order, with repeats."""
    prefixes = [word[:_PREFIX_LENGTH] for word in split_words(text)]
    return [f"{word} {following}" for word, following in pairwise(prefixes)]


@cache
def everyday(language: str) -> frozenset[str]:
    """Return the folded function words of questions in ``language``."""
    return frozenset(word for one in everyday_words()[language] for word in split_words(one))


def question_terms(text: str, language: str) -> list[str]:
    """Return the terms of the content words of a question."""
    return document_terms(_content_words(text, language), language)


def question_pairs(text: str, language: str) -> list[str]:
    """Return the pairs of adjacent content words of a question."""
    return document_pairs(_content_words(text, language))


def terms_and_pairs(text: str, language: str) -> list[str]:
    """Return the terms and the pairs of a question."""
    content = _content_words(text, language)
    return document_terms(content, language) + document_pairs(content)


def query_terms(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """Return the terms to look up in passages in ``target``.

    They are the question's own, if it is in ``target``, and its translations in the glossary.
    """
    own = question_terms(text, language) if language == target else []
    return own + name_terms(text, language, target, translator)


def query_pairs(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """Return the pairs to look up in passages in ``target``, as :func:`query_terms`."""
    own = question_pairs(text, language) if language == target else []
    return own + name_pairs(text, language, target, translator)


def name_terms(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """Return the terms in ``target`` of the names that the glossary has for words of a question."""
    names = _translations(text, language, target, translator)
    return [term for name in names for term in document_terms(name, target)]


def name_pairs(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """Return the pairs of the names, as :func:`name_terms`."""
    names = _translations(text, language, target, translator)
    return [pair for name in names for pair in document_pairs(name)]


def content_words(text: str, language: str) -> list[str]:
    """Return the folded words of ``text`` in order, without everyday words."""
    function = everyday(language)
    return [word for word in split_words(text) if word not in function]


def spoken_languages(language: str) -> tuple[str, ...]:
    """Return the languages of the words of a question: Kazakh ones contain many Russian words."""
    return ("kk", "ru") if language == "kk" else (language,)


def _content_words(text: str, language: str) -> str:
    return " ".join(content_words(text, language))


def _translations(
    text: str, language: str, target: str, translator: Translator
) -> Mapping[str, None]:
    """Return the names in ``target``, each once, in order."""
    # Kazakh questions contain many Russian words, some of them with Kazakh endings.
    names = (
        translator.names(text, one, target, kazakh_endings=one != language)
        for one in spoken_languages(language)
    )
    return dict.fromkeys(chain.from_iterable(names))
