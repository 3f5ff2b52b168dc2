import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.retrieval.metric_learning import whitening


def _rows(*rows: tuple[float, ...]) -> FloatMatrix:
    return np.array(rows, dtype=np.float32)


def test_whitening_of_single_row_groups_is_the_identity() -> None:
    rows = _rows((1, 0), (0, 1), (3, 4))
    np.testing.assert_array_equal(whitening(rows, ["a", "b", "c"]), np.eye(2))


def test_axis_of_within_group_variance_is_scaled_down() -> None:
    # Both groups have variance 1 on the first axis and 0 on the second.
    matrix = whitening(_rows((1, 5), (-1, 5), (1, -5), (-1, -5)), ["a", "a", "b", "b"])
    # Shrunk by the mean variance 1/2: 1 / sqrt(3/2) and 1 / sqrt(1/2).
    np.testing.assert_allclose(matrix, np.diag([1.5**-0.5, 0.5**-0.5]), atol=1e-6)


def test_variance_off_the_axes_is_scaled_down_in_its_direction() -> None:
    matrix = whitening(_rows((1, 1), (-1, -1)), ["a", "a"])
    along, across = _rows((1, 1)) @ matrix, _rows((1, -1)) @ matrix
    assert np.linalg.norm(along) < np.linalg.norm(across)
    assert along[0, 0] == pytest.approx(along[0, 1], abs=1e-6)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-6)
    assert matrix.dtype == np.float32


def test_nearest_rows_share_a_group_more_often_after_whitening() -> None:
    generator = np.random.default_rng(7)
    centres = generator.normal(size=(20, 16))
    noise = np.zeros((20, 4, 16))
    noise[:, :, :4] = 3 * generator.normal(size=(20, 4, 4))
    rows = (centres[:, None] + noise).reshape(80, 16).astype(np.float32)
    groups = [number // 4 for number in range(80)]

    def share_within(points: FloatMatrix) -> float:
        unit = points / np.linalg.norm(points, axis=1, keepdims=True)
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -2)
        return float(
            np.mean(
                [groups[int(row.argmax())] == g for row, g in zip(cosines, groups, strict=True)]
            )
        )

    assert share_within(rows @ whitening(rows, groups)) > share_within(rows) + 0.2
