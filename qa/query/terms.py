"""Terms of documents and queries for the lexical channel.

Each word has two terms: its first five letters, which is robust to the endings of an agglutinative
language, and its stem; the two analyses together did better than either alone. Pairs of adjacent
words match phrases. A query has the terms of its content words and of their translations in the
glossary.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.vocabulary import everyday_words

_PREFIX_LENGTH = 5
_STEM_MARK = "="  # separates a stem from a prefix that is spelled alike


def document_terms(text: str, language: str) -> list[str]:
    """Return the terms of ``text`` in ``language`` (kk, ru, en), in order, with repeats."""
    return terms_of_words(split_words(text), language)


def terms_of_words(words: Iterable[str], language: str) -> list[str]:
    """Return the terms of folded ``words`` in ``language``, in order, with repeats."""
    terms: list[str] = []
    for word in words:
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
    return word_pairs(split_words(text))


def word_pairs(words: Sequence[str]) -> list[str]:
    """Return the pairs of adjacent prefixes of folded ``words``, in order, with repeats."""
    prefixes = [word[:_PREFIX_LENGTH] for word in words]
    return [f"{word} {following}" for word, following in pairwise(prefixes)]


@cache
def everyday(language: str) -> frozenset[str]:
    """Return the folded function words of questions in ``language``."""
    return frozenset(word for one in everyday_words()[language] for word in split_words(one))


def question_terms(text: str, language: str) -> list[str]:
    """Return the terms of the content words of a question."""
    return terms_of_words(content_words(text, language), language)


def terms_and_pairs(text: str, language: str) -> list[str]:
    """Return the terms of the content words of a question and the pairs of adjacent ones."""
    content = content_words(text, language)
    return terms_of_words(content, language) + word_pairs(content)


def content_words(text: str, language: str) -> list[str]:
    """Return the folded words of ``text`` in order, without everyday words."""
    function = everyday(language)
    return [word for word in split_words(text) if word not in function]


def spoken_languages(language: str) -> tuple[str, ...]:
    """Return the languages of the words of a question: Kazakh ones contain many Russian words."""
    return ("kk", "ru") if language == "kk" else (language,)
