"""The dense channel: how near each passage stands to a question."""

from collections.abc import Mapping, Sequence

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector
from embeddings.index.vectors import MAX_SCOPED_ROWS, SearchScope, VectorIndex
from qa.retrieval.centering import unit_rows

# Of the mean question vector, what is taken off a question: all of it is no better in one language
# and worse where question and passages share a language.
_SHARE = np.float32(0.5)


class DenseChannel:
    """Scores passages by their vectors."""

    def __init__(self, index: VectorIndex, question_means: Mapping[str, FloatVector]) -> None:
        """Row i of ``index`` is passage i; ``question_means`` are vectors (d,) by language."""
        self._index = index
        self._means = question_means

    def scores(
        self,
        vectors: FloatMatrix,
        languages: Sequence[str],
        within: SearchScope | None = None,
    ) -> FloatMatrix:
        """Cosines (n, passages) for question vectors (n, d) in ``languages``.

        A passage that is not among the asked rows has the lowest score that was seen; those of
        ``within`` are always asked.
        """
        centred = vectors.astype(np.float32)
        for number, language in enumerate(languages):
            centred[number] -= _SHARE * self._means.get(language, np.float32(0))
        depth = min(self._index.size, self._index.candidate_limit)
        queries = unit_rows(centred)
        values, rows = self._index.search(queries, depth)
        scores = np.empty((len(rows), self._index.size), dtype=np.float32)
        for number, (value, row) in enumerate(zip(values, rows, strict=True)):
            # An index that is not exact may find fewer rows than it was asked for.
            found = row >= 0
            scores[number] = value[found].min()
            scores[number, row[found]] = value[found]
        if within is not None and depth < self._index.size and len(within.rows) <= MAX_SCOPED_ROWS:
            part = self._index.score_subset(queries, within)
            scores[:, within.rows] = np.where(np.isneginf(part), scores[:, within.rows], part)
        return scores
