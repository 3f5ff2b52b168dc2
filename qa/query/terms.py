"""Terms: what the lexical channel compares instead of words.

Each word gives two: its first five letters, which serves an agglutinative language well and
forgives endings, and its stem. Two analyses with different errors did better than either alone.
Pairs of neighbours tell the phrases of the law apart from their words.

The terms of a question: those of its telling words, and the act's words for what it names.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.translation import Translator
from qa.query.vocabulary import everyday_words

_CUT = 5
_STEM = "="  # keeps a stem apart from a cut that is spelled alike


def document_terms(text: str, language: str) -> list[str]:
    """The terms of ``text`` in ``language`` (kk, ru, en), in order of the words; repeats stay."""
    terms: list[str] = []
    for word in split_words(text):
        terms += (word[:_CUT], _STEM + stem(word, language)) if word.isalpha() else (word,)
    return terms


def document_pairs(text: str) -> list[str]:
    """Each word of ``text`` cut, with the next, in order; repeats stay."""
    cuts = [word[:_CUT] for word in split_words(text)]
    return [f"{word} {following}" for word, following in pairwise(cuts)]


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(word for one in everyday_words()[language] for word in split_words(one))


def question_terms(text: str, language: str) -> list[str]:
    """The terms of a question, without the everyday words of questions."""
    return document_terms(_telling(text, language), language)


def question_pairs(text: str, language: str) -> list[str]:
    """The pairs of neighbours among its telling words."""
    return document_pairs(_telling(text, language))


def terms_and_pairs(text: str, language: str) -> list[str]:
    """The terms of a question and its pairs of neighbours."""
    telling = _telling(text, language)
    return document_terms(telling, language) + document_pairs(telling)


def query_terms(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """The terms to look up in passages in ``target``: the question's own, where the languages are
    one, and the names that the glossary has for what it speaks of.

    Kazakh questions are full of Russian words: these are looked up too.
    """
    own = question_terms(text, language) if language == target else []
    names = _names(text, language, target, translator)
    return own + [term for name in names for term in document_terms(name, target)]


def query_pairs(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """The pairs of words to look up in passages in ``target``, as in :func:`query_terms`."""
    own = question_pairs(text, language) if language == target else []
    names = _names(text, language, target, translator)
    return own + [pair for name in names for pair in document_pairs(name)]


def _telling(text: str, language: str) -> str:
    everyday = _everyday(language)
    return " ".join(word for word in split_words(text) if word not in everyday)


def _names(text: str, language: str, target: str, translator: Translator) -> Iterator[str]:
    for one in ("kk", "ru") if language == "kk" else (language,):
        yield from translator.names(text, one, target)
