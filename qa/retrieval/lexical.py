"""BM25 index of documents given as lists of terms.

bm25s raises on a query without terms and on a corpus without terms; here these have no matches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

import bm25s  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatVector


class LexicalIndex:
    """BM25 in the variant of Lucene, with ``k1`` and ``b`` of Robertson and Zaragoza (2009)."""

    def __init__(
        self, documents: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.75
    ) -> None:
        self.size = len(documents)
        self._document_counts = Counter(term for terms in documents for term in set(terms))
        self._bm25: bm25s.BM25 | None = None
        if self._document_counts:
            self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
            self._bm25.index([list(terms) for terms in documents], show_progress=False)

    def scores(self, terms: Sequence[str]) -> FloatVector:
        """Return the score of every document (size,), 0 if it shares no term.

        It is BM25 divided by the square root of the sum of idf, so that long and short questions
        have scores of one scale.
        """
        known = [term for term in terms if self.contains(term)]
        if self._bm25 is None or not known:
            return np.zeros(self.size, dtype=np.float32)
        scores = np.asarray(self._bm25.get_scores(known), dtype=np.float32)
        scores /= np.float32(sqrt(sum(map(self.idf, set(terms)))))
        return scores

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of ``term``, greatest for an unknown term."""
        count = self._document_counts[term]
        return log(1 + (self.size - count + 0.5) / (count + 0.5))

    def contains(self, term: str) -> bool:
        """Return whether any document contains ``term``."""
        return term in self._document_counts

    def term_coverage(self, terms: Iterable[str], row: int) -> float:
        """Return the share, weighted by idf, of ``terms`` in document ``row``: 0 to 1."""
        weights = {term: self.idf(term) for term in terms}
        total = sum(weights.values())
        covered = sum(weight for term, weight in weights.items() if self._is_in(term, row))
        return covered / total if total else 0.0

    def _is_in(self, term: str, row: int) -> bool:
        if self._bm25 is None or not self.contains(term):
            return False
        return bool((posting_list(self._bm25, term) == row).any())


def posting_list(bm25: bm25s.BM25, term: str) -> NDArray[np.integer]:
    """Return the rows of the documents that contain the known ``term``.

    This is the only use of internals of bm25s: its scores are a sparse matrix (CSC) of documents
    by terms, which saves a second inverted index.
    """
    column = bm25.vocab_dict[term]
    start, end = bm25.scores["indptr"][column : column + 2]
    rows: NDArray[np.integer] = bm25.scores["indices"][start:end]
    return rows
