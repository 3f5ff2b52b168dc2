"""Fusion of the channels' scores.

It is a weighted sum, not rank fusion. An act with a question bank has z-scores over its own
passages. Acts without one have scores on a fixed scale, which are comparable between acts and do
not depend on the size of the corpus.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from importlib.resources import files

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the channels, in their order.

    ``asked_dense`` and ``asked_lexical`` are the channels of the question bank.
    """

    dense: float
    lexical: float
    asked_dense: float = 0.0
    asked_lexical: float = 0.0

    def vector(self) -> FloatVector:
        """Return the weights (channels,)."""
        values = self.dense, self.lexical, self.asked_dense, self.asked_lexical
        return np.array(values, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weights for acts with a bank (``bank``) and for acts without one (``text``)."""

    bank: Weights
    text: Weights


def standard_weights() -> FusionWeights:
    """Return the weights of fusion.toml."""
    table = tomllib.loads(files("qa.retrieval").joinpath("fusion.toml").read_text("utf-8"))
    return FusionWeights(**{name: Weights(**weights) for name, weights in table.items()})


def z_scores(scores: FloatVector) -> FloatVector:
    """Return ``scores`` with mean 0 and standard deviation 1, or zeros if all are equal."""
    if not scores.size:
        return np.zeros_like(scores)
    # As mean and std of numpy, which take several times as long for few scores.
    size = np.float32(scores.size)
    centred: FloatVector = scores - np.add.reduce(scores) / size
    deviation = np.sqrt(np.add.reduce(centred * centred) / size)
    return np.zeros_like(scores) if deviation < 1e-9 else centred / deviation


def weighted_sum(weights: Weights, channels: FloatMatrix) -> FloatVector:
    """Return the weighted sum (passages,) of ``channels`` (channels, passages)."""
    total: FloatVector = weights.vector()[: len(channels)] @ channels
    return total


def weights_without(weights: FusionWeights, left_out: Collection[str]) -> FusionWeights:
    """Return ``weights`` with 0 for the channels that are left out; other names are ignored."""
    zeros = {field.name: 0.0 for field in fields(Weights) if field.name in left_out}
    kinds = {f.name: replace(getattr(weights, f.name), **zeros) for f in fields(FusionWeights)}
    return FusionWeights(**kinds)
