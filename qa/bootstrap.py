"""Confidence intervals of means and shares: percentile bootstrap (Efron 1979) and exact.

SciPy computes both. It is loaded when an interval is first asked for.
"""

from collections.abc import Sequence

import numpy as np

_SEED = 20_130_423
_BATCH = 100
"""Resamples held in memory at a time."""


def interval(
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


def share_interval(values: Sequence[float], share: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of a share, from values of 0 and 1; None for no values.

    Where all values are equal, resampling knows no doubt, however few they are: the exact interval
    (Clopper and Pearson 1934) takes its place there.
    """
    if not values:
        return None
    if len(set(values)) > 1:
        return interval(values, share)
    from scipy.stats import binomtest

    exact = binomtest(round(sum(values)), len(values)).proportion_ci(share, method="exact")
    return float(exact.low), float(exact.high)
