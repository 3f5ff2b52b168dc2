"""Fusion: the channels' scores on one scale, added with weights.

Scores are added, not ranks: a channel that finds nothing is flat and says nothing.
"""

import tomllib
from dataclasses import astuple, dataclass
from importlib.resources import files

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the z-scored channels, in their order: passages by meaning and by words, the
    bank by meaning and by words.
    """

    dense: float
    lexical: float
    asked_dense: float = 0.0
    asked_lexical: float = 0.0


def standard_weights(*, bank: bool) -> Weights:
    """The weights in fusion.toml, with a bank and without, with the figures they come from."""
    table = tomllib.loads(files("qa.retrieval").joinpath("fusion.toml").read_text("utf-8"))
    return Weights(**table["bank" if bank else "text"])


def z_scores(scores: FloatVector) -> FloatVector:
    """``scores`` with mean 0 and standard deviation 1; all zeros where they do not differ."""
    spread = float(scores.std()) if scores.size else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores)
    centred: FloatVector = (scores - scores.mean(dtype=np.float32)) / np.float32(spread)
    return centred


def weighted_sum(weights: Weights, channels: FloatMatrix) -> FloatVector:
    """The weighted sum (passages,) of z-scored ``channels`` (channels, passages)."""
    total: FloatVector = np.array(astuple(weights)[: len(channels)], dtype=np.float32) @ channels
    return total
