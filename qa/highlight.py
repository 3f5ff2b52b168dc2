"""The highlight of a quote: the sentence or clause that shares most terms with the question."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from math import fsum

from data.passages import sentence_spans
from qa.query.question_words import QuestionWords
from qa.query.terms import document_terms

_CLAUSE = re.compile(r"[^;]+;?")
# Quotes of the law and their clauses, which many questions share.
_MAX_QUOTES, _MAX_CLAUSES = 2048, 8192


class Highlighter:
    """The highlighter of one answer, by the words of its question."""

    def __init__(self, question: QuestionWords, idf: Callable[[str, str], float]) -> None:
        """``idf`` weights a term in a language."""
        self._question = question
        self._idf = idf

    def span(self, quote: str, language: str) -> tuple[int, int] | None:
        """Return the highlight of ``quote``, which is in ``language``; see :func:`highlight`."""
        terms = self._question.terms(language)
        return highlight(
            quote,
            terms.own,
            [*terms.own, *terms.names],
            lambda text: _terms_of(text, language),
            lambda term: self._idf(term, language),
        )


def highlight(
    quote: str,
    own: Sequence[str],
    translated: Sequence[str],
    document_terms: Callable[[str], Iterable[str]],
    weight: Callable[[str], float],
) -> tuple[int, int] | None:
    """Return the offsets in ``quote`` of the clause that shares most with the question.

    The question's ``own`` terms decide; terms ``translated`` by the glossary break ties. None if
    the quote is one clause or shares no term with the question.
    """
    clauses = _clauses(quote)
    if len(clauses) < 2:
        return None
    clause_terms = [frozenset(document_terms(quote[start:end])) for start, end in clauses]
    asked = frozenset(own), frozenset(translated)
    shared = [
        # An exact sum: the order of a set must not decide between clauses that tie.
        tuple(fsum(map(weight, terms & found)) for terms in asked)
        for found in clause_terms
    ]
    best = max(range(len(clauses)), key=shared.__getitem__)
    return clauses[best] if any(shared[best]) else None


@lru_cache(maxsize=_MAX_QUOTES)
def _clauses(quote: str) -> Sequence[tuple[int, int]]:
    return tuple(clause_spans(quote))


@lru_cache(maxsize=_MAX_CLAUSES)
def _terms_of(clause: str, language: str) -> frozenset[str]:
    return frozenset(document_terms(clause, language))


def clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of sentences, split at semicolons and stripped of white space."""
    for start, end in sentence_spans(text):
        for match in _CLAUSE.finditer(text, start, end):
            clause = match[0]
            left = match.start() + len(clause) - len(clause.lstrip())
            right = match.start() + len(clause.rstrip())
            if left < right:
                yield left, right
