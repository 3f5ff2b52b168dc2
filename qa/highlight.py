"""The highlight: the sentence or clause of a quote that answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from data.passages import sentence_spans
from qa.query.terms import document_terms, query_terms, question_terms
from qa.query.translation import Translator

_CLAUSE = re.compile(r"[^;]+;?")


class Highlighter:
    """Highlights the quotes of one answer; what to look for is told once for all of a language."""

    def __init__(
        self,
        asked: str,
        language: str,
        translator: Translator,
        weight: Callable[[str, str], float],
    ) -> None:
        """``asked`` is the question in ``language``; ``weight`` says how telling a term is in a
        language.
        """
        self._asked = asked
        self._language = language
        self._translator = translator
        self._weight = weight
        self._sought = cache(self._terms)

    def span(self, quote: str, language: str) -> tuple[int, int] | None:
        """The highlight of ``quote``, which is in ``language``; as :func:`highlight` gives it."""
        return highlight(
            quote,
            *self._sought(language),
            lambda text: document_terms(text, language),
            lambda term: self._weight(term, language),
        )

    def _terms(self, target: str) -> tuple[list[str], list[str]]:
        """The question's own terms and those of the glossary, to look for in ``target``."""
        own = question_terms(self._asked, self._language) if self._language == target else []
        return own, query_terms(self._asked, self._language, target, self._translator)


def highlight(
    quote: str,
    own: Sequence[str],
    further: Sequence[str],
    document_terms: Callable[[str], list[str]],
    weight: Callable[[str], float],
) -> tuple[int, int] | None:
    """Half-open offsets in ``quote`` of the clause that shares most with the question.

    What the question itself says (``own``) decides; ``further`` terms, those of a glossary, decide
    between clauses that share as much of it. None where the quote is one clause, or none shares
    a term with the question.
    """
    clauses = list(clause_spans(quote))
    if len(clauses) < 2:
        return None
    held = [frozenset(document_terms(quote[start:end])) for start, end in clauses]
    shared = [
        tuple(sum(map(weight, terms & one)) for terms in (frozenset(own), frozenset(further)))
        for one in held
    ]
    best = max(range(len(clauses)), key=shared.__getitem__)
    return clauses[best] if any(shared[best]) else None


def clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences, cut further at semicolons, without white space at their ends."""
    for start, end in sentence_spans(text):
        for match in _CLAUSE.finditer(text, start, end):
            clause = match[0]
            left = match.start() + len(clause) - len(clause.lstrip())
            right = match.start() + len(clause.rstrip())
            if left < right:
                yield left, right
