"""The dense retrieval channel: cosines of question and passage vectors."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix, FloatVector
from embeddings.index.vectors import MAX_SCOPED_ROWS, SearchScope, VectorIndex
from qa.retrieval.centering import unit_rows

MEAN_SHARE = np.float32(0.5)
"""Share of the mean question vector that is subtracted.

All of it would be no better within one language and worse across languages.
"""

# Rows from which the mean passage of a language is estimated.
_MAX_SAMPLE = 1000


class DenseChannel:
    """Scores of passages by their vectors."""

    def __init__(self, index: VectorIndex, question_means: Mapping[str, FloatVector]) -> None:
        """Score the rows of ``index``; ``question_means`` are vectors (d,) by language."""
        self._index = index
        self._shares = {code: MEAN_SHARE * mean for code, mean in question_means.items()}

    def scores(
        self,
        vectors: FloatMatrix,
        languages: Sequence[str],
        within: SearchScope | None = None,
    ) -> FloatMatrix:
        """Return cosines (n, passages) for question vectors (n, d) in ``languages``.

        Passages that the index does not return have the lowest returned score; those of ``within``
        are always compared.
        """
        queries = self.queries(vectors, languages)
        limit = min(self._index.size, self._index.candidate_limit)
        values, rows = self._index.candidates(queries, limit)
        scores = np.empty((len(rows), self._index.size), dtype=np.float32)
        for number, (value, row) in enumerate(zip(values, rows, strict=True)):
            # An approximate index may return fewer rows than requested.
            found = row >= 0
            scores[number] = value[found].min()
            scores[number, row[found]] = value[found]
        if within is not None and limit < self._index.size and len(within.rows) <= MAX_SCOPED_ROWS:
            part = self._index.score_subset(queries, within)
            scores[:, within.rows] = np.where(np.isneginf(part), scores[:, within.rows], part)
        return scores

    def subset_scores(
        self, vectors: FloatMatrix, languages: Sequence[str], scope: SearchScope
    ) -> FloatMatrix:
        """Return cosines (n, m) of the m passages of ``scope``, which are all compared."""
        if len(scope.rows) == self._index.size or len(scope.rows) > MAX_SCOPED_ROWS:
            return self.scores(vectors, languages)[:, scope.rows]
        scores = self._index.score_subset(self.queries(vectors, languages), scope)
        return np.where(np.isneginf(scores), np.float32(-1), scores)

    def queries(self, vectors: FloatMatrix, languages: Sequence[str]) -> FloatMatrix:
        """Return question ``vectors`` (n, d) as unit rows without their share of the mean."""
        centred = vectors.astype(np.float32)
        for vector, language in zip(centred, languages, strict=True):
            if (share := self._shares.get(language)) is not None:
                vector -= share
        return unit_rows(centred)


def mean_passage(index: VectorIndex, rows: NDArray[np.int64]) -> FloatVector:
    """Return the mean vector (d,) of a sample of ``rows`` that are spread evenly."""
    sample = rows[:: max(1, len(rows) // _MAX_SAMPLE)]
    mean: FloatVector = index.read_rows(sample).mean(axis=0, dtype=np.float32)
    return mean
