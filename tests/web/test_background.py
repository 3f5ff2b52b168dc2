"""Background workers: retry of unexpected exceptions, and shutdown in time."""

from threading import Event
from time import monotonic

import pytest
from prometheus_client.parser import text_string_to_metric_families

from web.background import BackgroundWorker, Next, Status
from web.runtime.metrics import Metrics

SECRET = "Иван Петров"
PATIENCE = 30


class Failing:
    """A step that raises what it is given, one after the other, and then succeeds."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.at: list[float] = []
        self.has_succeeded = Event()

    def __call__(self) -> None:
        self.at.append(monotonic())
        if self.errors:
            raise self.errors.pop(0)
        self.has_succeeded.set()


def status(worker: BackgroundWorker) -> Status:
    return worker.state.status


def sample(metrics: Metrics, name: str, worker: str) -> float:
    """A metric of a worker."""
    (found,) = [
        each.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for each in family.samples
        if each.name == name and each.labels == {"worker": worker}
    ]
    return found


def test_unexpected_exception_is_logged_without_message_and_retried(
    caplog: pytest.LogCaptureFixture,
) -> None:
    step = Failing(KeyError(SECRET), ValueError(SECRET), KeyError(SECRET))
    worker = BackgroundWorker("sample", step, backoff=0.05)
    metrics = Metrics(None, None, [worker])
    assert status(worker) is Status.IDLE
    worker.start()
    assert step.has_succeeded.wait(PATIENCE)
    waits = [after - before for before, after in zip(step.at, step.at[1:], strict=False)]
    assert waits[0] >= 0.05
    assert waits[1] >= 0.1
    assert waits[2] >= 0.2
    assert worker.close()
    assert status(worker) is Status.FINISHED
    assert worker.state.failures == 3
    assert worker.state.last_success is not None
    assert sample(metrics, "bapta_worker_failures_total", "sample") == 3
    assert sample(metrics, "bapta_worker_up", "sample") == 1
    assert SECRET not in caplog.text
    assert "The worker sample failed and is retried in 0.1 s: builtins.KeyError" in caplog.text
    assert "test_background.py" in caplog.text


def test_wake_does_not_cut_the_back_off_short() -> None:
    step = Failing(KeyError("once"))
    has_failed = Event()

    def told() -> None:
        try:
            step()
        finally:
            has_failed.set()

    worker = BackgroundWorker("sample", told, backoff=600)
    worker.start()
    assert has_failed.wait(PATIENCE)
    while_failing = Event()
    for _ in range(5):
        worker.wake()
        while_failing.wait(0.02)
    assert len(step.at) == 1
    assert status(worker) is Status.FAILING
    worker.wake(at_once=True)
    assert step.has_succeeded.wait(PATIENCE)
    assert worker.close()


def test_woken_worker_runs_once_and_last_step_ends_it() -> None:
    steps: list[Next | None] = [None, Next(is_last=True)]
    ran, ended = Event(), Event()

    def step() -> Next | None:
        ran.set()
        return steps.pop(0)

    worker = BackgroundWorker("sample", step, at_end=ended.set)
    worker.start()
    assert ran.wait(PATIENCE)
    assert not ended.wait(0.05)
    worker.wake()
    assert ended.wait(PATIENCE)
    assert steps == []
    assert worker.close()
    assert status(worker) is Status.FINISHED


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_dead_thread_is_reported_and_can_be_restarted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    step = Failing(SystemExit())
    worker = BackgroundWorker("sample", step)
    metrics = Metrics(None, None, [worker])
    worker.start()
    thread = worker._thread
    assert thread is not None
    thread.join(PATIENCE)
    assert status(worker) is Status.DEAD
    assert sample(metrics, "bapta_worker_up", "sample") == 0
    assert "The worker sample is dead" in caplog.text
    worker.start()
    assert step.has_succeeded.wait(PATIENCE)
    assert status(worker) is Status.RUNNING
    assert worker.close()


def test_endless_step_does_not_block_close(caplog: pytest.LogCaptureFixture) -> None:
    begun, go = Event(), Event()

    def step() -> None:
        begun.set()
        go.wait(PATIENCE)

    worker = BackgroundWorker("sample", step)
    worker.start()
    assert begun.wait(PATIENCE)
    before = monotonic()
    assert not worker.close(before + 0.1)
    assert monotonic() - before < 5
    assert "does not end in time" in caplog.text
    go.set()
    assert worker.close()
