"""Confidence intervals of means and shares: percentile bootstrap (Efron 1979) and exact.

SciPy computes both. It is loaded when an interval is first asked for.

Figures of ranking and of refusal, from plain lists.

A question's hits are booleans in rank order: whether result i is right. Ranking figures are means
over the questions that have a right result at all (in scope).
"""

from collections.abc import Sequence
from math import log2

import numpy as np

_SEED = 20_130_423
_BATCH = 100
"""Resamples held in memory at a time."""


def bootstrap_interval(
    values: Sequence[float], share: float = 0.95, resamples: int = 2000
) -> tuple[float, float] | None:
    """Return the central ``share`` of means over resamples of ``values``; None for no values.

    The same values give the same interval: the generator is seeded.
    """
    if not values:
        return None
    if len(values) == 1:
        # SciPy refuses a sample of one, whose every resample is the sample itself.
        return float(values[0]), float(values[0])
    from scipy.stats import bootstrap

    found = bootstrap(
        (np.asarray(values, dtype=np.float64),),
        np.mean,
        n_resamples=resamples,
        batch=_BATCH,
        confidence_level=share,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)


def proportion_interval(values: Sequence[float], share: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of a share, from values of 0 and 1; None for no values.

    Where all values are equal, resampling knows no doubt, however few they are: the exact interval
    (Clopper and Pearson 1934) takes its place there.
    """
    if not values:
        return None
    if len(set(values)) > 1:
        return bootstrap_interval(values, share)
    from scipy.stats import binomtest

    exact = binomtest(round(sum(values)), len(values)).proportion_ci(share, method="exact")
    return float(exact.low), float(exact.high)


def precision_at_1(hits: Sequence[bool]) -> float:
    """1 when the first result is right, else 0."""
    return float(any(hits[:1]))


def recall_at(hits: Sequence[bool], k: int) -> float:
    """1 when one of the first ``k`` results is right, else 0: any gold provision answers."""
    return float(any(hits[:k]))


def reciprocal_rank(hits: Sequence[bool], k: int = 10) -> float:
    """1 / rank of the first right result among the first ``k``, else 0."""
    return next((1 / rank for rank, hit in enumerate(hits[:k], start=1) if hit), 0.0)


def ndcg(hits: Sequence[bool], golds: int, k: int = 10) -> float:
    """Normalised discounted cumulative gain with gains of 0 and 1 (Järvelin and Kekäläinen 2002).

    ``golds`` is how many right results there are at all; 0 for none.
    """
    gained = sum(1 / log2(rank + 1) for rank, hit in enumerate(hits[:k], start=1) if hit)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(golds, k) + 1))
    return gained / ideal if ideal else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The probability that a positive scores above a negative, ties counting half.

    The Mann-Whitney statistic over the number of pairs; None where either side is empty.
    """
    if not positive or not negative:
        return None
    ordered = np.sort(np.asarray(negative))
    below = np.searchsorted(ordered, positive, side="left")
    up_to = np.searchsorted(ordered, positive, side="right")
    return float((below + up_to).sum() / (2 * len(positive) * len(negative)))


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return float(np.mean(values)) if values else None
