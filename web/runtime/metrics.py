"""Prometheus metrics, which contain no words of questions."""

from collections.abc import Callable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from qa.answer import Answer
from qa.pipeline import StepTime
from web.background import BackgroundWorker, Status
from web.journal.journal import Journal
from web.runtime.shared_metrics import SharedValues
from web.runtime.worker_processes import metrics_folder

# Seconds: a cached answer takes a few milliseconds, an encoded one some tens.
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# Seconds: most steps take well under a millisecond, encoding some tens.
_STEP_BUCKETS = (0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
# Seconds between two copies of values read on demand into the folder of all processes.
_COPY_SECONDS = 1.0


class Metrics:
    """The metrics of one process, in a registry of their own; or of all that share a folder."""

    def __init__(
        self,
        journal: Journal | None,
        left_open: Callable[[], int | None] | None = None,
        workers: Sequence[BackgroundWorker] = (),
    ) -> None:
        """Report the queue of ``journal`` if there is one, the open cases that ``left_open`` counts
        (None if unknown), and the state of ``workers``.
        """
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "bapta_answers",
            "Answers given.",
            ("channel", "language", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "bapta_answer_seconds",
            "Seconds that an answer took.",
            ("channel",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._steps = Histogram(
            "bapta_step_seconds",
            "Seconds that a step of an answer took.",
            ("step",),
            buckets=_STEP_BUCKETS,
            registry=self._registry,
        )
        read: list[Collector] = [_Workers(workers)]
        if journal is not None:
            read.append(_JournalQueue(journal))
        folder = metrics_folder()
        self._shared = SharedValues(read) if folder is not None else None
        # Copies values for the scrapes of other processes; None in a single process.
        self.worker = (
            BackgroundWorker("metrics", self._shared.update, interval=_COPY_SECONDS)
            if self._shared is not None
            else None
        )
        self._scraped = self._registry
        if folder is not None:
            self._scraped = CollectorRegistry()
            MultiProcessCollector(self._scraped, str(folder))  # type: ignore[no-untyped-call]
        else:
            for collector in read:
                self._registry.register(collector)
        if left_open is not None:
            # From the database, so it is the same in every process.
            self._scraped.register(_LeftOpen(left_open))

    def answered(self, answer: Answer, channel: str, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(channel, answer.language, answer.status.value).inc()
        self._seconds.labels(channel).observe(seconds)

    def stepped(self, step: StepTime) -> None:
        """Count a step of an answer; a cached answer has the one step ``cache``."""
        self._steps.labels(step.name.value).observe(step.seconds)

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        if self._shared is not None:
            self._shared.update()
        return generate_latest(self._scraped)


class _LeftOpen(Collector):
    """Number of open cases; left out if unknown, which a Gauge could not do."""

    def __init__(self, count: Callable[[], int | None]) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        count = self._count()
        if count is not None:
            yield GaugeMetricFamily(
                "bapta_handover_open", "Left questions that wait for an answer.", value=count
            )


class _JournalQueue(Collector):
    """Waiting and dropped entries of the journal."""

    def __init__(self, journal: Journal) -> None:
        self._writer = journal.writer

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "bapta_journal_waiting",
            "Questions that are not written yet.",
            value=self._writer.waiting,
        )
        yield GaugeMetricFamily(
            "bapta_journal_dropped",
            "Questions that the journal had no room for, or that were refused.",
            value=self._writer.dropped,
        )


class _Workers(Collector):
    """Unexpected exceptions of the background workers, and the state of their threads."""

    def __init__(self, workers: Sequence[BackgroundWorker]) -> None:
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        failures = CounterMetricFamily(
            "bapta_worker_failures",
            "Unexpected exceptions of a background worker.",
            labels=("worker",),
        )
        up = GaugeMetricFamily(
            "bapta_worker_up", "0 where the thread of a worker is dead.", labels=("worker",)
        )
        for state in (worker.state for worker in self._workers):
            failures.add_metric((state.name,), state.failures)
            up.add_metric((state.name,), state.status is not Status.DEAD)
        yield from (failures, up)
