"""The dense channel: how near each passage stands to a question, by the best of its views."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.vectors import VectorIndex
from qa.centring import unit_rows
from qa.indexing import Entry

Scores = NDArray[np.float32]


class DenseChannel:
    """Scores passages by the entries that reach them."""

    def __init__(
        self,
        index: VectorIndex,
        entries: Sequence[Entry],
        passages: int,
        question_means: Mapping[str, NDArray[np.float32]],
    ) -> None:
        """Row i of ``index`` is entry i; the entries reach ``passages`` passages.

        ``question_means`` are vectors (d,) by language.
        """
        if index.size != len(entries):
            raise ValueError("the index does not hold these entries")
        self._index = index
        self._passage_of = np.array([entry.passage for entry in entries], dtype=np.int64)
        self._means = question_means
        self._passages = passages

    def scores(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> Scores:
        """Cosines (n, passages) for question vectors (n, d) in ``languages``.

        A passage that none of the asked rows reaches has the lowest score that was seen.
        """
        centred = vectors.astype(np.float32)
        for number, language in enumerate(languages):
            centred[number] -= self._means.get(language, np.float32(0))
        centred = unit_rows(centred)
        values, rows = self._index.search(centred, min(self._index.size, self._index.depth))
        scores = np.empty((len(rows), self._passages), dtype=np.float32)
        for number, (value, row) in enumerate(zip(values, rows, strict=True)):
            # An index that is not exact may find fewer rows than it was asked for.
            found = row >= 0
            scores[number] = value[found].min()
            np.maximum.at(scores[number], self._passage_of[row[found]], value[found])
        return scores
