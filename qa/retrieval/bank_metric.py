"""The space in which questions are compared: centred by language and under the learned metric."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector
from qa.retrieval.centering import means_by_language, subtract_means, unit_rows


@dataclass(frozen=True)
class BankMetric:
    """The mean vector (d,) of the questions of each language, and the metric (d, d).

    Both come from the shipped entries alone, so that a new entry changes no other score.
    """

    means: dict[str, FloatVector]
    matrix: FloatMatrix

    @cached_property
    def name(self) -> str:
        """Return the digest of the metric, to which vectors of questions belong."""
        return sha256(self.matrix.tobytes()).hexdigest()[:16]

    def transform(self, vectors: FloatMatrix, languages: Sequence[str]) -> FloatMatrix:
        """Return ``vectors`` (n, d) as unit rows under the metric."""
        return unit_rows(subtract_means(vectors, languages, self.means) @ self.matrix)

    def views(self, vectors: FloatMatrix, languages: Sequence[str]) -> FloatMatrix:
        """Return ``vectors`` (n, d) as unit rows (n, 2, d): under the metric, and centred."""
        centred = subtract_means(vectors, languages, self.means)
        return np.stack([unit_rows(centred @ self.matrix), centred], axis=1)


def bank_metric(
    vectors: FloatMatrix, languages: Sequence[str], trained: int | None, matrix: FloatMatrix
) -> BankMetric:
    """Return the metric learned from the first ``trained`` of ``vectors``, by default from all.

    ``vectors`` (n, d) are of the questions of a bank, which are in ``languages``; ``matrix`` (d, d)
    is that of :func:`qa.retrieval.metric_learning.learned_metric`.
    """
    return BankMetric(means_by_language(vectors[:trained], languages[:trained]), matrix)
