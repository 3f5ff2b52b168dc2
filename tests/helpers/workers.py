"""States of background workers."""

from web.background import BackgroundWorker, Status


def has_recovered(worker: BackgroundWorker) -> bool:
    """Return whether the worker runs again after one failure."""
    return worker.state.failures == 1 and worker.state.status is Status.RUNNING
