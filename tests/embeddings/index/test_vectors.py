import numpy as np
import pytest

from embeddings.index.vectors import FlatIndex, VectorIndex

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)


def test_search_returns_rows_best_first() -> None:
    index: VectorIndex = FlatIndex.of(ROWS)
    assert (index.size, index.dimension) == (3, 2)
    scores, rows = index.search(np.array([[1, 0], [0, 1]], dtype=np.float32), 2)
    assert rows.tolist() == [[0, 2], [1, 2]]
    assert np.allclose(scores, [[1, 0.6], [1, 0.8]])
    assert (scores.dtype, rows.dtype) == (np.dtype("float32"), np.dtype("int64"))


def test_k_above_the_size_returns_all_rows() -> None:
    scores, rows = FlatIndex.of(ROWS).search(np.array([[1, 0]], dtype=np.float32), 100)
    assert rows.tolist() == [[0, 2, 1]]
    assert scores.shape == (1, 3)


def test_vectors_are_read_back_unchanged() -> None:
    index = FlatIndex.of(ROWS)
    copy = index.vectors()
    assert np.array_equal(copy, ROWS)
    copy[:] = 0
    assert np.array_equal(index.vectors(), ROWS)


def test_empty_queries_have_no_results() -> None:
    scores, rows = FlatIndex.of(ROWS).search(np.empty((0, 2), dtype=np.float32), 2)
    assert scores.shape == rows.shape == (0, 2)


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.empty((0, 2), dtype=np.float32), "an index needs at least one row"),
        (np.array([[1, np.nan]], dtype=np.float32), "not a finite number"),
        (np.array([[np.inf, 0]], dtype=np.float32), "not a finite number"),
        (np.array([1, 0], dtype=np.float32), "rows of a matrix"),
    ],
)
def test_invalid_rows_raise_value_error(
    vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        FlatIndex.of(vectors)


@pytest.mark.parametrize(
    ("query", "k", "message"),
    [
        ([[1, 0]], 0, "k is at least 1"),
        ([[1, 0, 0]], 1, "queries have 3 columns, the index has 2"),
        ([[np.nan, 0]], 1, "not a finite number"),
        ([1, 0], 1, "rows of a matrix"),
    ],
)
def test_invalid_search_raises_value_error(query: list[list[float]], k: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FlatIndex.of(ROWS).search(np.array(query, dtype=np.float32), k)
