import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.retrieval.centering import unit_rows
from qa.retrieval.metric_learning import SHARPNESS, compute_loss, learned_metric


def _askings() -> tuple[FloatMatrix, list[frozenset[str]]]:
    """Return forty classes of four rows; their first axes are noise."""
    generator = np.random.default_rng(5)
    centres = generator.normal(size=(40, 16))
    centres[:, :6] = 0
    noise = 0.4 * generator.normal(size=(40, 4, 16))
    noise[:, :, :6] *= 8
    rows = unit_rows((centres[:, None] + noise).reshape(160, 16).astype(np.float32))
    return rows, [frozenset({str(number // 4)}) for number in range(160)]


def _found(rows: FloatMatrix, groups: list[frozenset[str]]) -> float:
    """Return the share of rows whose nearest other row is of the same class."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -1)
    nearest = cosines.argmax(axis=1)
    return float(np.mean([groups[n] == groups[one] for n, one in enumerate(nearest)]))


def test_metric_generalises_to_rows_that_it_was_not_learned_from() -> None:
    rows, groups = _askings()
    learned = learned_metric(rows[:80], groups[:80])
    assert learned.shape == (16, 16)
    assert learned.dtype == np.float32
    unseen, theirs = rows[80:], groups[80:]
    assert _found(unseen, theirs) < 0.4
    assert _found(unit_rows(unseen @ learned), theirs) > 0.8


def test_gradient_matches_finite_differences() -> None:
    rows = _askings()[0][:24]
    alike = np.equal.outer(*(np.arange(24) // 4,) * 2).astype(np.float32)
    np.fill_diagonal(alike, 0)
    counts = np.full(24, 1 / 24, dtype=np.float32)
    start = np.eye(16, dtype=np.float32)
    matrix = start + 0.05 * np.random.default_rng(1).normal(size=(16, 16)).astype(np.float32)
    _, slope = compute_loss(matrix, start, rows, alike, counts)
    for place in (0, 37, 200):
        step = np.zeros(256, dtype=np.float32)
        step[place] = 1e-2
        losses = [
            compute_loss(matrix + sign * step.reshape(16, 16), start, rows, alike, counts)[0]
            for sign in (1, -1)
        ]
        assert slope[place] == pytest.approx((losses[0] - losses[1]) / 2e-2, rel=0.02, abs=1e-3)


def test_loss_and_gradient_equal_those_of_the_whole_matrices() -> None:
    # More rows than are worked on together, and not a multiple of them.
    rows = np.concatenate([_askings()[0], _askings()[0][::-1] * [[1, -1] * 8]]).astype(np.float32)
    groups = np.arange(len(rows)) // 4 % 30
    related = np.equal.outer(groups, groups).astype(np.float32)
    np.fill_diagonal(related, 0)
    weights = np.linspace(1, 2, len(rows), dtype=np.float32)
    start = np.eye(16, dtype=np.float32)
    loss, gradient = compute_loss(start, start, rows, related, weights)

    near = np.exp(np.float32(SHARPNESS) * (rows @ rows.T - 1)).astype(np.float64)
    np.fill_diagonal(near, 0)
    total, hit = near.sum(axis=1), (near * related).sum(axis=1)
    pull = near * (1 / total[:, None] - related / hit[:, None]) * SHARPNESS * weights[:, None]
    slope = (pull + pull.T) @ rows
    slope -= (slope * rows).sum(axis=1, keepdims=True) * rows
    assert loss == pytest.approx(-float(weights @ np.log(hit / total)), rel=1e-5)
    np.testing.assert_allclose(gradient.reshape(16, 16), rows.T @ slope, rtol=1e-3, atol=1e-3)


def test_metric_of_unrelated_questions_is_the_start() -> None:
    rows = np.eye(4, dtype=np.float32)
    learned = learned_metric(rows, [frozenset({str(number)}) for number in range(4)])
    np.testing.assert_allclose(learned, rows)


def test_out_of_scope_questions_become_similar() -> None:
    rows, groups = _askings()
    nowhere = [groups[n] if n < 120 else frozenset[str]() for n in range(160)]
    learned = learned_metric(rows, nowhere)
    outside = unit_rows(rows[120:] @ learned)
    apart = float((rows[120:] @ rows[120:].T).mean())
    assert float((outside @ outside.T).mean()) > apart + 0.04
    assert learned_metric(rows[120:], nowhere[120:]).shape == (16, 16)
