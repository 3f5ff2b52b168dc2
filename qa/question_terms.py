"""The terms of a question: those of its telling words, and the act's words for what it names."""

from functools import cache

from qa.fold import words_of
from qa.glossary import Translator
from qa.terms import terms_of
from qa.vocabulary import everyday_words


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(word for one in everyday_words()[language] for word in words_of(one))


def question_terms(text: str, language: str) -> list[str]:
    """The terms of a question, without the everyday words of questions."""
    everyday = _everyday(language)
    telling = " ".join(word for word in words_of(text) if word not in everyday)
    return terms_of(telling, language)


def terms_in(text: str, language: str, target: str, translator: Translator) -> list[str]:
    """The terms to look up in passages in ``target``: the question's own, where the languages are
    one, and the names that the glossary has for what it speaks of.

    Kazakh questions are full of Russian words: these are looked up too.
    """
    terms = question_terms(text, language) if language == target else []
    spoken = ("kk", "ru") if language == "kk" else (language,)
    for one in spoken:
        for name in translator.names(text, one, target):
            terms += terms_of(name, target)
    return terms
