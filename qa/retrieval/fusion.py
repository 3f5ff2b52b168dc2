"""Fusion of the channels' scores.

It is a weighted sum of z-scores, not rank fusion: a channel without matches has zero variance and
contributes nothing.
"""

import tomllib
from collections.abc import Collection
from dataclasses import astuple, dataclass, fields, replace
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


def weights_without(weights: Weights, left_out: Collection[str]) -> Weights:
    """Return ``weights`` with 0 for the channels that are left out; other names are ignored."""
    zeros = {field.name: 0.0 for field in fields(weights) if field.name in left_out}
    return replace(weights, **zeros)
