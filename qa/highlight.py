"""The highlight of a quote: the sentence or clause that shares most terms with the question."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import fsum

from data.passages import sentence_spans
from qa.query.terms import document_terms, query_terms, question_terms
from qa.query.translation import Translator

_CLAUSE = re.compile(r"[^;]+;?")


class Highlighter:
    """The highlighter of one answer; query terms are computed once for each language."""

    def __init__(
        self,
        question: str,
        language: str,
        translator: Translator,
        idf: Callable[[str, str], float],
    ) -> None:
        """``question`` is in ``language``; ``idf`` weights a term in a language."""
        self._question = question
        self._language = language
        self._translator = translator
        self._idf = idf
        self._query_terms = cache(self._terms)

    def span(self, quote: str, language: str) -> tuple[int, int] | None:
        """Return the highlight of ``quote``, which is in ``language``; see :func:`highlight`."""
        return highlight(
            quote,
            *self._query_terms(language),
            lambda text: document_terms(text, language),
            lambda term: self._idf(term, language),
        )

    def _terms(self, target: str) -> tuple[list[str], list[str]]:
        """Return the question's own terms and those of the glossary in the language ``target``."""
        own = question_terms(self._question, self._language) if self._language == target else []
        return own, query_terms(self._question, self._language, target, self._translator)


def highlight(
    quote: str,
    own: Sequence[str],
    translated: Sequence[str],
    document_terms: Callable[[str], list[str]],
    weight: Callable[[str], float],
) -> tuple[int, int] | None:
    """Return the offsets in ``quote`` of the clause that shares most with the question.

    The question's ``own`` terms decide; terms ``translated`` by the glossary break ties. None if
    the quote is one clause or shares no term with the question.
    """
    clauses = list(clause_spans(quote))
    if len(clauses) < 2:
        return None
    clause_terms = [frozenset(document_terms(quote[start:end])) for start, end in clauses]
    shared = [
        # An exact sum: the order of a set must not decide between clauses that tie.
        tuple(fsum(map(weight, terms & found)) for terms in (frozenset(own), frozenset(translated)))
        for found in clause_terms
    ]
    best = max(range(len(clauses)), key=shared.__getitem__)
    return clauses[best] if any(shared[best]) else None


def clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of sentences, split at semicolons and stripped of white space."""
    for start, end in sentence_spans(text):
        for match in _CLAUSE.finditer(text, start, end):
            clause = match[0]
            left = match.start() + len(clause) - len(clause.lstrip())
            right = match.start() + len(clause.rstrip())
            if left < right:
                yield left, right
