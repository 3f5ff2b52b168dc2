"""Metric learning on the question bank: whitening and neighbourhood components analysis.

Whitening is within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006) with the
provisions as classes: it reduces the weight of wording and language.

Neighbourhood components analysis (Goldberger, Roweis, Hinton and Salakhutdinov 2005) on the unit
sphere learns a matrix under which the neighbours of a question share a provision with it. It
starts from the whitening and stops after a few steps to avoid overfitting to the bank.
"""

from collections.abc import Hashable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix, FloatVector

SHARPNESS = 12.0

# The covariance is shrunk towards the identity times this multiple of its mean eigenvalue.
_SHRINKAGE = 1.0
_RIDGE = 1e-3
_STEPS = 12
_EPSILON = np.float32(1e-9)
# Rows that are worked on together, so that each step finds them in the cache of the processor.
_BLOCK = 128
_OUT_OF_SCOPE: frozenset[Hashable] = frozenset({None})
# Weight of an out-of-scope question, where an answerable one has 1.
_OUT_OF_SCOPE_WEIGHT = np.float32(0.4)


def whitening(rows: FloatMatrix, groups: Sequence[Hashable]) -> FloatMatrix:
    """Return the whitening matrix (d, d), to multiply row vectors with, of ``rows`` (n, d).

    It is the identity if no group has two rows.
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


def learned_metric(rows: FloatMatrix, groups: Sequence[frozenset[Hashable]]) -> FloatMatrix:
    """Learn the matrix (d, d) from unit ``rows`` (n, d) and the provisions of each.

    Out-of-scope questions, which have none, are a class of lower weight.
    """
    from scipy.optimize import minimize

    in_scope = np.array([bool(group) for group in groups], dtype=np.bool_)
    start = whitening(rows[in_scope], [group for group in groups if group])
    start *= np.float32(np.sqrt(len(start)) / np.linalg.norm(start))
    related = _related([group or _OUT_OF_SCOPE for group in groups])
    # A row without a related row contributes nothing.
    weights = np.where(in_scope, np.float32(1), _OUT_OF_SCOPE_WEIGHT) * related.any(axis=1)
    if not weights.any():
        return start
    weights /= weights.sum()
    optimum = minimize(
        lambda flat: compute_loss(
            flat.astype(np.float32).reshape(start.shape), start, rows, related, weights
        ),
        start.ravel().astype(np.float64),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS},
    )
    matrix: FloatMatrix = optimum.x.astype(np.float32).reshape(start.shape)
    return matrix


def _related(groups: Sequence[frozenset[Hashable]]) -> FloatMatrix:
    """Return a matrix (n, n) with 1 for two rows that share a provision, 0 on the diagonal."""
    columns = {key: column for column, key in enumerate(dict.fromkeys(chain(*groups)))}
    membership = np.zeros((len(groups), len(columns)), dtype=np.float32)
    for row, group in enumerate(groups):
        membership[row, [columns[key] for key in group]] = 1
    related: FloatMatrix = (membership @ membership.T > 0).astype(np.float32)
    np.fill_diagonal(related, 0)
    return related


def compute_loss(
    matrix: FloatMatrix,
    start: FloatMatrix,
    rows: FloatMatrix,
    related: FloatMatrix,
    weights: FloatVector,
) -> tuple[float, NDArray[np.float64]]:
    """Return the loss and its gradient (d * d,).

    The loss is the mean, by ``weights`` (n,), of -log p, where p is the probability that a
    neighbour is related.
    """
    transformed = rows @ matrix
    lengths = np.maximum(np.linalg.norm(transformed, axis=1, keepdims=True), _EPSILON)
    unit = transformed / lengths
    # Four of these matrices would fill a gigabyte for thousands of rows, so one is rewritten.
    pull = unit @ unit.T
    probability = np.empty(len(rows), dtype=np.float32)
    for first in range(0, len(rows), _BLOCK):
        block = slice(first, first + _BLOCK)
        probability[block] = _to_pull(pull[block], related[block], weights[block], first)
    loss = -float(weights @ np.log(probability + _EPSILON))
    _add_transpose(pull)
    gradient = pull @ unit
    gradient = (gradient - (gradient * unit).sum(axis=1, keepdims=True) * unit) / lengths
    change = matrix - start
    loss += _RIDGE * float((change * change).sum())
    return loss, (rows.T @ gradient + 2 * _RIDGE * change).ravel().astype(np.float64)


def _to_pull(
    cosines: FloatMatrix, related: FloatMatrix, weights: FloatVector, first: int
) -> FloatVector:
    """Replace ``cosines`` (k, n) by the pull of each neighbour, which is a part of the gradient.

    They are those of the rows from ``first`` on with all rows. Returns the probability (k,) that a
    neighbour is related.
    """
    near = cosines
    near -= 1
    near *= np.float32(SHARPNESS)
    np.exp(near, out=near)
    own = np.arange(len(near))
    near[own, first + own] = 0
    total = near.sum(axis=1, keepdims=True)
    hit = (near * related).sum(axis=1, keepdims=True)
    share = related / (hit + _EPSILON * total)
    np.subtract(1 / total, share, out=share)
    near *= share
    near *= SHARPNESS * weights[:, np.newaxis]
    probability: FloatVector = (hit / total)[:, 0]
    return probability


def _add_transpose(matrix: FloatMatrix) -> None:
    """Add to the square ``matrix`` its transpose, in place."""
    for top in range(0, len(matrix), _BLOCK):
        for left in range(top, len(matrix), _BLOCK):
            upper = matrix[top : top + _BLOCK, left : left + _BLOCK]
            lower = matrix[left : left + _BLOCK, top : top + _BLOCK]
            upper[...] = upper + lower.T
            lower[...] = upper.T
