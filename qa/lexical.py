"""The lexical channel: BM25 over the terms of passages.

bm25s raises on an empty list of query terms, on an empty corpus and on a corpus without a single
term; here these have no matches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import bm25s  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from qa.fold import words_of

Scores = NDArray[np.float32]
_CUT = 5  # letters: a crude stem that serves an agglutinative language well


def terms_of(text: str) -> list[str]:
    """The terms of ``text``: folded words cut to five letters, numbers as they are."""
    return [word[:_CUT] if word.isalpha() else word for word in words_of(text)]


class LexicalIndex:
    """BM25 (the variant of Lucene) over documents given as lists of terms."""

    def __init__(
        self, documents: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.75
    ) -> None:
        """``k1`` and ``b`` are those of Robertson and Zaragoza (2009)."""
        self.size = len(documents)
        self._having: Counter[str] = Counter()
        for terms in documents:
            self._having.update(set(terms))
        self._sets = tuple(frozenset(terms) for terms in documents)
        self._bm25: bm25s.BM25 | None = None
        if self._having:
            self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
            self._bm25.index([list(terms) for terms in documents], show_progress=False)

    def scores(self, terms: Sequence[str]) -> Scores:
        """The BM25 score of every document (size,), 0 where no term is shared."""
        known = [term for term in terms if term in self._having]
        if self._bm25 is None or not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def weight(self, term: str) -> float:
        """How telling a term is: its inverse document frequency, greatest for an unknown term."""
        having = self._having[term]
        return log(1 + (self.size - having + 0.5) / (having + 0.5))

    def covered(self, terms: Iterable[str], row: int) -> float:
        """The share, by weight, of the terms that document ``row`` holds: 0 to 1."""
        weights = {term: self.weight(term) for term in terms}
        total = sum(weights.values())
        return sum(w for t, w in weights.items() if t in self._sets[row]) / total if total else 0.0
