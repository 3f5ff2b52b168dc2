"""BM25 over documents of terms.

bm25s raises on an empty list of query terms, on an empty corpus and on a corpus without a single
term; here these have no matches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

import bm25s  # type: ignore[import-untyped]
import numpy as np

from embeddings.encoder import FloatVector


class LexicalIndex:
    """BM25 (the variant of Lucene) over documents given as lists of terms."""

    def __init__(
        self, documents: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.75
    ) -> None:
        """``k1`` and ``b`` are those of Robertson and Zaragoza (2009)."""
        self.size = len(documents)
        self._having = Counter(term for terms in documents for term in set(terms))
        self._bm25: bm25s.BM25 | None = None
        if self._having:
            self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
            self._bm25.index([list(terms) for terms in documents], show_progress=False)

    def scores(self, terms: Sequence[str]) -> FloatVector:
        """A score for every document (size,), 0 where no term is shared.

        The sum of BM25 over the square root of the terms' weights, so that long and short
        questions have scores of one scale.
        """
        known = [term for term in terms if term in self._having]
        if self._bm25 is None or not known:
            return np.zeros(self.size, dtype=np.float32)
        found = np.asarray(self._bm25.get_scores(known), dtype=np.float32)
        found /= np.float32(sqrt(sum(map(self.weight, set(terms)))))
        return found

    def weight(self, term: str) -> float:
        """How telling a term is: its inverse document frequency, greatest for an unknown term."""
        having = self._having[term]
        return log(1 + (self.size - having + 0.5) / (having + 0.5))

    def knows(self, term: str) -> bool:
        """Whether any document holds ``term``."""
        return term in self._having

    def covered(self, terms: Iterable[str], row: int) -> float:
        """The share, by weight, of the terms that document ``row`` holds: 0 to 1."""
        weights = {term: self.weight(term) for term in terms}
        total = sum(weights.values())
        held = sum(weight for term, weight in weights.items() if self._holds(row, term))
        return held / total if total else 0.0

    def _holds(self, row: int, term: str) -> bool:
        """Whether document ``row`` holds ``term``: read from the index, which has it anyway."""
        if self._bm25 is None or term not in self._having:
            return False
        column = self._bm25.vocab_dict[term]
        start, end = self._bm25.scores["indptr"][column : column + 2]
        return bool((self._bm25.scores["indices"][start:end] == row).any())
