"""A metric learned from the question bank: what differs between askings of one provision is noise.

Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): vectors of questions are
whitened by the covariance of the questions that point to the same provisions, in all languages, so
that wording and language weigh less and the matter asked about weighs more.

A metric learned from the question bank: questions that ask of one provision come near.

Neighbourhood components analysis (Goldberger, Roweis, Hinton and Salakhutdinov 2005) on the unit
sphere: row vectors are multiplied with a matrix under which each question finds, among all others,
those that share a provision with it. The search for it begins with the whitening of the bank and
ends after a few steps: more fit the bank better and questions that are not in it worse.
"""

from collections.abc import Hashable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix, FloatVector

# The covariance is shrunk towards a multiple of the identity, its mean eigenvalue times this.
_SHRINKAGE = 1.0


def whitening(rows: FloatMatrix, groups: Sequence[Hashable]) -> FloatMatrix:
    """The matrix (d, d) to multiply row vectors with, from ``rows`` (n, d) and their groups.

    The identity where no group has two rows.
    """
    if not groups:
        return np.eye(rows.shape[1], dtype=np.float32)
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    member = np.array([numbers[group] for group in groups])
    sums = np.zeros((len(numbers), rows.shape[1]))
    np.add.at(sums, member, rows)
    residuals = rows - (sums / np.bincount(member)[:, None])[member]
    values, basis = np.linalg.eigh(residuals.T @ residuals / len(rows))
    if values.mean() < 1e-9:
        return np.eye(rows.shape[1], dtype=np.float32)
    scale = 1 / np.sqrt(np.maximum(values, 0) + _SHRINKAGE * values.mean())
    matrix: FloatMatrix = ((basis * scale) @ basis.T).astype(np.float32)
    return matrix


SHARPNESS = 12.0
_RIDGE = 1e-3
_STEPS = 12
_LEAST = np.float32(1e-9)
_OUTSIDE: frozenset[Hashable] = frozenset({None})
# How much a question out of scope counts, against one that the act answers.
_SHARE = np.float32(0.4)


def learned_metric(rows: FloatMatrix, groups: Sequence[frozenset[Hashable]]) -> FloatMatrix:
    """The matrix (d, d) from unit ``rows`` (n, d) and the provisions that each asks of.

    Those that ask of none belong together as well, and count less.
    """
    from scipy.optimize import minimize

    inside = np.array([bool(group) for group in groups], dtype=np.bool_)
    start = whitening(rows[inside], [group for group in groups if group])
    start *= np.float32(np.sqrt(len(start)) / np.linalg.norm(start))
    alike = _alike([group or _OUTSIDE for group in groups])
    # A row that is alike to none has nothing to learn from.
    counts = np.where(inside, np.float32(1), _SHARE) * alike.any(axis=1)
    if not counts.any():
        return start
    counts /= counts.sum()
    found = minimize(
        lambda flat: compute_loss(
            flat.astype(np.float32).reshape(start.shape), start, rows, alike, counts
        ),
        start.ravel().astype(np.float64),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS},
    )
    matrix: FloatMatrix = found.x.astype(np.float32).reshape(start.shape)
    return matrix


def _alike(groups: Sequence[frozenset[Hashable]]) -> FloatMatrix:
    """1 where two rows (n, n) share a provision, 0 on the diagonal."""
    numbers = {one: number for number, one in enumerate(dict.fromkeys(chain(*groups)))}
    has = np.zeros((len(groups), len(numbers)), dtype=np.float32)
    for row, group in enumerate(groups):
        has[row, [numbers[one] for one in group]] = 1
    alike: FloatMatrix = (has @ has.T > 0).astype(np.float32)
    np.fill_diagonal(alike, 0)
    return alike


def _loss(
    matrix: FloatMatrix,
    start: FloatMatrix,
    rows: FloatMatrix,
    alike: FloatMatrix,
    counts: FloatVector,
) -> tuple[float, NDArray[np.float64]]:
    """Return the mean, by ``counts`` (n,), of -log(share of the near ones that are alike), and its
    slope (d * d,).
    """
    moved = rows @ matrix
    lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), _LEAST)
    unit = moved / lengths
    near = np.exp(np.float32(SHARPNESS) * (unit @ unit.T - 1))
    np.fill_diagonal(near, 0)
    total = near.sum(axis=1, keepdims=True)
    hit = (near * alike).sum(axis=1, keepdims=True)
    share = hit / total
    loss = -float(counts @ np.log(share + _LEAST)[:, 0])
    pull = near * (1 / total - alike / (hit + _LEAST * total))
    pull *= SHARPNESS * counts[:, np.newaxis]
    slope = (pull + pull.T) @ unit
    slope = (slope - (slope * unit).sum(axis=1, keepdims=True) * unit) / lengths
    away = matrix - start
    loss += _RIDGE * float((away * away).sum())
    return loss, (rows.T @ slope + 2 * _RIDGE * away).ravel().astype(np.float64)
