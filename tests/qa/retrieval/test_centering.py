import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.retrieval.centering import mean_vector, unit_rows


def _rows(*rows: tuple[float, ...]) -> FloatMatrix:
    return np.array(rows, dtype=np.float32)


def test_mean_of_few_rows_is_shrunk() -> None:
    assert mean_vector(_rows((2, 4))).tolist() == pytest.approx([2 / 21, 4 / 21])
    many = np.full((980, 2), 3.0, dtype=np.float32)
    assert mean_vector(many).tolist() == pytest.approx([2.94, 2.94])
    assert mean_vector(np.empty((0, 3), dtype=np.float32)).tolist() == [0.0, 0.0, 0.0]


def test_unit_rows_scales_to_length_one_and_keeps_zeros() -> None:
    scaled = unit_rows(_rows((3, 4), (0, 0)))
    assert scaled.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 0.0]]
    assert scaled.dtype == np.float32
