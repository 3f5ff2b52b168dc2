"""Metrics of ranking and of abstention, with confidence intervals.

The ``hits`` of a question are booleans in rank order: whether result i is right. Ranking metrics
are means over the in-scope questions.
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
    """Return the percentile bootstrap interval (Efron 1979) of the mean; None for no values.

    The generator is seeded, so the same values give the same interval.
    """
    if not values:
        return None
    if len(values) == 1:
        # SciPy rejects a sample of one.
        return float(values[0]), float(values[0])
    from scipy.stats import bootstrap

    interval = bootstrap(
        (np.asarray(values, dtype=np.float64),),
        np.mean,
        n_resamples=resamples,
        batch=_BATCH,
        confidence_level=share,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(interval.low), float(interval.high)


def proportion_interval(values: Sequence[float], share: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of a proportion, from values of 0 and 1; None for no values.

    The bootstrap of equal values has no width, however few they are; the exact interval (Clopper
    and Pearson 1934) is returned for them.
    """
    if not values:
        return None
    if len(set(values)) > 1:
        return bootstrap_interval(values, share)
    from scipy.stats import binomtest

    exact = binomtest(round(sum(values)), len(values)).proportion_ci(share, method="exact")
    return float(exact.low), float(exact.high)


def precision_at_1(hits: Sequence[bool]) -> float:
    """Return 1 if the first result is right, else 0."""
    return float(any(hits[:1]))


def recall_at(hits: Sequence[bool], k: int) -> float:
    """Return 1 if one of the first ``k`` results is right, else 0: any gold answers."""
    return float(any(hits[:k]))


def reciprocal_rank(hits: Sequence[bool], k: int = 10) -> float:
    """Return 1 / rank of the first right result among the first ``k``, else 0."""
    return next((1 / rank for rank, hit in enumerate(hits[:k], start=1) if hit), 0.0)


def ndcg(hits: Sequence[bool], golds: int, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain (Järvelin and Kekäläinen 2002).

    Gains are 0 and 1; ``golds`` is the number of right results that exist.
    """
    gain = sum(1 / log2(rank + 1) for rank, hit in enumerate(hits[:k], start=1) if hit)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(golds, k) + 1))
    return gain / ideal if ideal else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive scores above a negative, with ties as half.

    This is the Mann-Whitney statistic over the number of pairs; None if either side is empty.
    """
    if not positive or not negative:
        return None
    ordered = np.sort(np.asarray(negative))
    below = np.searchsorted(ordered, positive, side="left")
    up_to = np.searchsorted(ordered, positive, side="right")
    return float((below + up_to).sum() / (2 * len(positive) * len(negative)))


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean, None for no values."""
    return float(np.mean(values)) if values else None
