"""A metric learned from the question bank: what differs between askings of one provision is noise.

Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): vectors of questions are
whitened by the covariance of the questions that point to the same provisions, in all languages, so
that wording and language weigh less and the matter asked about weighs more.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
# The covariance is shrunk towards a multiple of the identity, its mean eigenvalue times this.
_SHRINKAGE = 1.0


def whitening(rows: Vectors, groups: Sequence[Hashable]) -> Vectors:
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
    matrix: Vectors = ((basis * scale) @ basis.T).astype(np.float32)
    return matrix
