"""BM25 index of documents given as lists of terms.

bm25s raises on a query without terms and on a corpus without terms; here these have no matches.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
        lengths = np.array([len(terms) for terms in documents], dtype=np.float32)
        mean_length = lengths.mean() if lengths.any() else 1.0
        # The saturation constant of each document: k1 with the normalisation of its length.
        self._saturation = (k1 * (1 - b + b * lengths / mean_length)).astype(np.float32)
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

    def group_scores(self, groups: Sequence[Mapping[str, float]]) -> FloatVector:
        """Return the score of every document (size,) for groups of weighted alternative terms.

        A group is one word of a question; its weights are the probabilities of its translations.
        Its term and document frequencies are the weighted sums of theirs (probabilistic structured
        queries, Darwish and Oard 2003). A group of one term of weight 1 scores as that term. The
        scale is that of :meth:`scores`.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        total = 0.0
        for group in groups:
            idf = self._idf_of(self.group_document_frequency(group))
            total += idf
            frequencies = self._group_frequencies(group)
            rows = np.flatnonzero(frequencies)
            found = frequencies[rows]
            scores[rows] += np.float32(idf) * found / (found + self._saturation[rows])
        return scores / np.float32(sqrt(total)) if total else scores

    def group_document_frequency(self, group: Mapping[str, float]) -> float:
        """Return the weighted sum of the document frequencies of the terms of ``group``."""
        return sum(weight * self._document_counts[term] for term, weight in group.items())

    def _group_frequencies(self, group: Mapping[str, float]) -> FloatVector:
        """Return the weighted sum (size,) of the term frequencies of ``group``."""
        frequencies = np.zeros(self.size, dtype=np.float32)
        for term, weight in group.items():
            if self._bm25 is not None and self.contains(term):
                rows, scores = posting_list(self._bm25, term)
                frequencies[rows] += np.float32(weight) * self._frequencies(term, rows, scores)
        return frequencies

    def _frequencies(
        self, term: str, rows: NDArray[np.integer], scores: FloatVector
    ) -> FloatVector:
        """Return the term frequencies, recovered from the stored scores idf * tf / (tf + k)."""
        saturated = scores / np.float32(self.idf(term))
        frequencies: FloatVector = np.rint(self._saturation[rows] * saturated / (1 - saturated))
        return frequencies

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of ``term``, greatest for an unknown term."""
        return self._idf_of(self._document_counts[term])

    def _idf_of(self, count: float) -> float:
        return log(1 + (self.size - count + 0.5) / (count + 0.5))

    def contains(self, term: str) -> bool:
        """Return whether any document contains ``term``."""
        return term in self._document_counts

    def term_coverage(self, terms: Iterable[str], rows: Sequence[int]) -> float:
        """Return the share, weighted by idf, of ``terms`` in any document of ``rows``: 0 to 1."""
        return self.group_coverage([{term: 1.0} for term in dict.fromkeys(terms)], rows)

    def group_coverage(
        self, groups: Sequence[Mapping[str, float]], rows: Sequence[int] | NDArray[np.int64]
    ) -> float:
        """Return the share, weighted by idf, of ``groups`` with a term in any of ``rows``."""
        wanted = np.zeros(self.size, dtype=np.bool_)
        wanted[rows] = True
        total = covered = 0.0
        for group in groups:
            weight = self._idf_of(self.group_document_frequency(group))
            total += weight
            if any(self._is_in(term, wanted) for term in group):
                covered += weight
        return covered / total if total else 0.0

    def _is_in(self, term: str, wanted: NDArray[np.bool_]) -> bool:
        if self._bm25 is None or not self.contains(term):
            return False
        rows, _ = posting_list(self._bm25, term)
        return bool(wanted[rows].any())


def posting_list(bm25: bm25s.BM25, term: str) -> tuple[NDArray[np.integer], FloatVector]:
    """Return the rows of the documents that contain the known ``term``, and its scores in them.

    This is the only use of internals of bm25s: its scores are a sparse matrix (CSC) of documents
    by terms, which saves a second inverted index.
    """
    column = bm25.vocab_dict[term]
    start, end = bm25.scores["indptr"][column : column + 2]
    rows: NDArray[np.integer] = bm25.scores["indices"][start:end]
    scores: FloatVector = bm25.scores["data"][start:end]
    return rows, scores
