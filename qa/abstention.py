"""Abstention: how sure the ranking may make us, and which band is shown for it.

A logistic model over the scores of the first candidates; its coefficients, and the figures that
they were chosen by, stand in abstention.toml. The model differs by whether the question shares the
language of the passage, since the lexical channel speaks only then.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp

from qa.answer import Confidence
from qa.candidates import Candidate

FEATURES = ("dense", "lexical", "covered", "cosine", "gap")


@dataclass(frozen=True, slots=True)
class Abstention:
    """Coefficients by model ("same" and "other" language), bias first, and the two thresholds."""

    coefficients: Mapping[str, Sequence[float]]
    high: float
    medium: float

    def sureness(self, candidates: Sequence[Candidate], same_language: bool) -> float:
        """The probability (0 to 1) that the first candidate answers; 0 where there is none."""
        if not candidates:
            return 0.0
        bias, *weights = self.coefficients["same" if same_language else "other"]
        values = features(candidates)
        return _logistic(bias + sum(w * v for w, v in zip(weights, values, strict=True)))

    def behind(self, sureness: float, distance: float) -> float:
        """The sureness of a candidate whose score is ``distance`` below the first one's."""
        odds = sureness / max(1 - sureness, 1e-12)
        return 1 / (1 + exp(distance) / max(odds, 1e-12))

    def band(self, sureness: float) -> Confidence:
        """The band of a sureness: "low" is not shown as an answer."""
        if sureness >= self.high:
            return Confidence.HIGH
        return Confidence.MEDIUM if sureness >= self.medium else Confidence.LOW


def _logistic(logit: float) -> float:
    return 1 / (1 + exp(-max(-60.0, min(60.0, logit))))


def features(candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What the model looks at, in the order of FEATURES; ``gap`` is to the fifth candidate."""
    first = candidates[0]
    rival = candidates[min(4, len(candidates) - 1)]
    channels = first.channels
    return (
        channels.dense,
        channels.lexical,
        channels.covered,
        channels.cosine,
        first.score - rival.score,
    )


def standard_abstention() -> Abstention:
    """The rule shipped in abstention.toml."""
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    return Abstention(
        coefficients={name: tuple(table[name]["coefficients"]) for name in ("same", "other")},
        high=float(table["thresholds"]["high"]),
        medium=float(table["thresholds"]["medium"]),
    )
