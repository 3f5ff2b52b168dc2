"""Answer card: a quote cut at its highlight, with the sentences and clauses folded around it.

Whole sentences of a long quote are folded, and whole clauses of a long sentence, never the
highlight. A sentence that is cut keeps its first clause, up to a colon or semicolon, and its last
one: they carry its subject and its verb. Nothing is left out: the pieces of a card together are
the quote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, pairwise

from data.passages import sentence_spans
from qa.answer import Quote

MAX_UNFOLDED = 300
"""Characters up to which a quote, or a sentence, is shown whole."""
MIN_FOLDED = 100
"""Least number of characters in a row that are folded."""

# A mark at the end of the text ends no clause before another.
_MARK = re.compile(r"[;:,](?=\s+\S)|[()«»“”\[\]]")
_OPENING, _CLOSING = "(«“[", ")»”]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a quote: folded, the highlight, or neither."""

    text: str
    is_folded: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A quote in pieces, which together are the quote."""

    quote: Quote
    pieces: tuple[Piece, ...]

    @property
    def is_folded(self) -> bool:
        return any(piece.is_folded for piece in self.pieces)

    @property
    def is_part(self) -> bool:
        """Return whether less than the whole provision is shown at first."""
        return self.is_folded or sha256(self.quote.quote.encode()).hexdigest() != self.quote.sha256

    @property
    def is_short(self) -> bool:
        """Return whether the quote is one clause to be read at a glance."""
        is_marked = any(piece.is_marked for piece in self.pieces)
        return not is_marked and len(self.quote.quote) <= MAX_UNFOLDED


@dataclass(frozen=True, slots=True)
class _Clause:
    """Offsets of a clause of the sentence with this number, or of a whole sentence.

    ``has_subject`` is set up to the first colon or semicolon, ``has_verb`` for the last clause.
    """

    start: int
    end: int
    sentence: int
    has_subject: bool
    has_verb: bool


def answer_card(quote: Quote) -> AnswerCard:
    """Return the card that shows ``quote``."""
    text = quote.quote
    start, end = quote.highlight or (0, 0)
    cuts = {0, len(text), start, end}
    folds = list(_folds(text, start, end))
    cuts.update(offset for fold in folds for offset in fold)
    return AnswerCard(
        quote,
        tuple(
            Piece(
                text[left:right],
                is_folded=any(first <= left and right <= last for first, last in folds),
                is_marked=start <= left and right <= end,
            )
            for left, right in pairwise(sorted(cuts))
        ),
    )


def _folds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of what is folded of ``text``: all around the highlight.

    A text without a highlight is shown from its beginning, as many clauses as come first up to
    ``MAX_UNFOLDED`` characters.
    """
    if len(text) <= MAX_UNFOLDED:
        return
    clauses = list(_clauses(text))
    shown_to = end or MAX_UNFOLDED
    touched = [each for each in clauses if each.start < shown_to and start < each.end]
    cut = {each.sentence for each in touched}

    def is_folded(clause: _Clause) -> bool:
        is_kept = clause.has_verb or (clause.has_subject and end > 0)
        return clause not in touched and not (clause.sentence in cut and is_kept)

    for folded, group in groupby(clauses, key=is_folded):
        run = list(group)
        if folded and run[-1].end - run[0].start >= MIN_FOLDED:
            yield run[0].start, run[-1].end


def _clauses(text: str) -> Iterator[_Clause]:
    """Yield the sentences of ``text``, and the clauses of those over ``MAX_UNFOLDED``."""
    starts = [first for first, _ in sentence_spans(text)]
    for number, (start, end) in enumerate(pairwise([0, *starts[1:], len(text)])):
        ends = list(_clause_ends(text, start, end)) if end - start > MAX_UNFOLDED else []
        # A comma may stand between a subject and its verb.
        subject_end = next((one for one in ends if text[one - 1] != ","), end)
        edges = [start, *ends, end]
        for left, right in pairwise(edges):
            yield _Clause(left, right, number, right <= subject_end, right == end)


def _clause_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets after the semicolons, colons and commas between ``start`` and ``end``.

    A comma within brackets or quotation marks ends no clause.
    """
    depth = 0
    for match in _MARK.finditer(text, start, end):
        sign = match[0]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        elif sign != "," or depth == 0:
            yield match.end()
