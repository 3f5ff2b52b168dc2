"""The dense retrieval channel: cosines of question and passage vectors."""

from collections.abc import Mapping, Sequence

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector
from embeddings.index.vectors import MAX_SCOPED_ROWS, SearchScope, VectorIndex
from qa.retrieval.centering import unit_rows

MEAN_SHARE = np.float32(0.5)
"""Share of the mean question vector that is subtracted.

All of it would be no better within one language and worse across languages.
"""


class DenseChannel:
    """Scores of passages by their vectors."""

    def __init__(self, index: VectorIndex, question_means: Mapping[str, FloatVector]) -> None:
        """Score the rows of ``index``; ``question_means`` are vectors (d,) by language."""
        self._index = index
        self._means = question_means

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
        centred = vectors.astype(np.float32)
        for number, language in enumerate(languages):
            centred[number] -= MEAN_SHARE * self._means.get(language, np.float32(0))
        limit = min(self._index.size, self._index.candidate_limit)
        queries = unit_rows(centred)
        values, rows = self._index.search(queries, limit)
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
