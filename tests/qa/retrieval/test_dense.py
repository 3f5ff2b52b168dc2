"""The dense channel over an index that holds more rows than a question asks for."""

import numpy as np

from embeddings.index.vectors import FaissIndex, FlatIndex, SearchScope
from qa.retrieval.dense import DenseChannel


def channel() -> DenseChannel:
    """Six rows, from the nearest to (1, 0) to the farthest; a question asks for two."""
    angles = np.linspace(0, np.pi, 6)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return DenseChannel(FaissIndex(FlatIndex.of(rows).faiss_index, candidate_limit=2), {})


def test_a_row_that_was_not_asked_has_the_lowest_score_seen() -> None:
    (scores,) = channel().scores(np.array([[1, 0]], dtype=np.float32), ["kk"])
    assert np.allclose(scores, [1, 0.809, 0.809, 0.809, 0.809, 0.809], atol=1e-3)


def test_the_rows_of_the_acts_that_are_asked_for_are_always_compared() -> None:
    within = SearchScope(["far"], np.array([3, 5]))
    (scores,) = channel().scores(np.array([[1, 0]], dtype=np.float32), ["kk"], within)
    assert np.allclose(scores, [1, 0.809, 0.809, -0.309, 0.809, -1], atol=1e-3)
