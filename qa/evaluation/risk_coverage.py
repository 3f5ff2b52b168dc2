"""Risk and coverage: wrong answers among the answered, at several shares of questions answered.

El-Yaniv and Wiener (2010) call this the risk-coverage trade-off of selective classification.
Confidence orders the questions, so that the shares show which threshold to choose.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from qa.evaluation.metrics import mean
from qa.evaluation.runner import Outcome

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""The shares of the questions in scope that are answered."""


def risk_at(outcomes: Sequence[Outcome], share: float) -> float | None:
    """Return the share of wrong answers if the most confident ``share`` in scope is answered.

    Questions out of scope with at least that confidence are answered too, and wrong. None is
    returned without questions in scope.
    """
    inside = sorted((one.confidence for one in outcomes if one.in_scope), reverse=True)
    if not inside:
        return None
    least = inside[ceil(share * len(inside)) - 1]
    answered = [one for one in outcomes if one.confidence >= least]
    return mean([float(not any(one.hits[:1])) for one in answered])


def risk_coverage(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Return the risk at each of the shares, which are the keys.

    A risk is None without questions in scope.
    """
    return {str(share): risk_at(outcomes, share) for share in SHARES}


def risk_report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the table: a heading, and each share with its risk."""
    yield "Wrong among the answered, if the most confident share in scope is answered"
    yield "  ".join(
        f"{share}: {'–' if risk is None else f'{risk:.3f}'}"
        for share, risk in risk_coverage(outcomes).items()
    )
