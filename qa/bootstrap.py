"""How far a mean may be off: percentile bootstrap intervals (Efron 1979)."""

from collections.abc import Sequence

import numpy as np

_SEED = 20_130_423


def interval(
    values: Sequence[float], share: float = 0.95, resamples: int = 2000
) -> tuple[float, float] | None:
    """The central ``share`` of means over resamples of ``values``; None of nothing.

    The same values give the same interval: the generator is seeded.
    """
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(_SEED)
    means = np.empty(resamples)
    # A row at a time: a matrix of resamples would be large for large sets.
    for number in range(resamples):
        means[number] = sample[generator.integers(0, len(sample), len(sample))].mean()
    tail = (1 - share) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return float(low), float(high)


def share_interval(values: Sequence[float], share: float = 0.95) -> tuple[float, float] | None:
    """The interval of a share, from values of 0 and 1; None of nothing.

    Where all values are one, resampling knows no doubt, however few they are: the exact interval
    (Clopper and Pearson 1934) takes its place there.
    """
    if not values:
        return None
    unseen = ((1 - share) / 2) ** (1 / len(values))
    if all(value == 1 for value in values):
        return unseen, 1.0
    if all(value == 0 for value in values):
        return 0.0, 1 - unseen
    return interval(values, share)
