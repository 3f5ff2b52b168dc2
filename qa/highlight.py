"""The highlight: the sentence or clause of a quote that answers."""

import re
from collections.abc import Callable, Iterator, Sequence

from data.sentences import sentence_spans

_CLAUSE = re.compile(r"[^;]+;?")


def highlight(
    quote: str,
    own: Sequence[str],
    further: Sequence[str],
    terms_of: Callable[[str], list[str]],
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
    held = [frozenset(terms_of(quote[start:end])) for start, end in clauses]
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
