"""Fusion of the channels' scores.

It is a weighted sum of z-scores, not rank fusion: a channel without matches has zero variance and
contributes nothing.
"""

import tomllib
from dataclasses import astuple, dataclass
from importlib.resources import files

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the z-scored channels, in their order.

    ``asked_dense`` and ``asked_lexical`` are the channels of the question bank.
    """

    dense: float
    lexical: float
    asked_dense: float = 0.0
    asked_lexical: float = 0.0


def standard_weights(*, bank: bool) -> Weights:
    """Return the weights of fusion.toml with or without a bank."""
    table = tomllib.loads(files("qa.retrieval").joinpath("fusion.toml").read_text("utf-8"))
    return Weights(**table["bank" if bank else "text"])


def z_scores(scores: FloatVector) -> FloatVector:
    """Return ``scores`` with mean 0 and standard deviation 1, or zeros if all are equal."""
    deviation = float(scores.std()) if scores.size else 0.0
    if deviation < 1e-9:
        return np.zeros_like(scores)
    scaled: FloatVector = (scores - scores.mean(dtype=np.float32)) / np.float32(deviation)
    return scaled


def weighted_sum(weights: Weights, channels: FloatMatrix) -> FloatVector:
    """Return the weighted sum (passages,) of z-scored ``channels`` (channels, passages)."""
    total: FloatVector = np.array(astuple(weights)[: len(channels)], dtype=np.float32) @ channels
    return total
