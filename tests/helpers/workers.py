"""Waits for what a background worker does."""

from collections.abc import Callable
from time import monotonic, sleep

from web.background import BackgroundWorker, Status

PATIENCE = 30


def until(true: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end
        sleep(0.01)


def has_recovered(worker: BackgroundWorker) -> bool:
    return worker.state.failures == 1 and worker.state.status is Status.RUNNING
