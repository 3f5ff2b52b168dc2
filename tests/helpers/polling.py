"""Waits with a time limit for what another thread does."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE = 30
"""Seconds that a test waits at most: far more than a loaded machine needs."""


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until the condition holds; fail after the time limit."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "The condition does not hold in time."
        sleep(0.01)
