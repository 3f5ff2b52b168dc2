"""Fusion: the channels' scores on one scale, added with weights.

Scores are added, not ranks: a channel that finds nothing is flat and says nothing. The lexical
channel counts only for passages in the question's language.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the z-scored channels where the languages of question and passage are one."""

    dense: float
    lexical: float


def standard_weights() -> Weights:
    """The weights shipped in fusion.toml, with the figures that they were chosen by."""
    table = tomllib.loads(files("qa").joinpath("fusion.toml").read_text("utf-8"))
    return Weights(dense=float(table["dense"]), lexical=float(table["lexical"]))


def zscored(scores: Scores) -> Scores:
    """``scores`` with mean 0 and standard deviation 1; all zeros where they do not differ."""
    spread = float(scores.std()) if scores.size else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores)
    centred: Scores = (scores - scores.mean(dtype=np.float32)) / np.float32(spread)
    return centred


def fused(dense: Scores, lexical: Scores, weights: Weights) -> Scores:
    """The weighted sum of two z-scored channels (passages,), each already z-scored."""
    total: Scores = weights.dense * dense + weights.lexical * lexical
    return total.astype(np.float32, copy=False)
