"""Tests of the dense channel over an index with more rows than the candidate limit."""

import numpy as np

from embeddings.index.vectors import FaissIndex, FlatIndex, SearchScope
from qa.retrieval.dense import DenseChannel


def channel() -> DenseChannel:
    """Return a channel of six rows, nearest to (1, 0) first, with a limit of two."""
    angles = np.linspace(0, np.pi, 6)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return DenseChannel(FaissIndex(FlatIndex.of(rows).faiss_index, candidate_limit=2), {})


def test_row_beyond_the_limit_has_the_lowest_returned_score() -> None:
    (scores,) = channel().scores(np.array([[1, 0]], dtype=np.float32), ["kk"])
    assert np.allclose(scores, [1, 0.809, 0.809, 0.809, 0.809, 0.809], atol=1e-3)


def test_rows_of_the_scope_are_always_compared() -> None:
    within = SearchScope(["far"], np.array([3, 5]))
    (scores,) = channel().scores(np.array([[1, 0]], dtype=np.float32), ["kk"], within)
    assert np.allclose(scores, [1, 0.809, 0.809, -0.309, 0.809, -1], atol=1e-3)
