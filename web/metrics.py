"""What a process counts for Prometheus; no word of a question is among it."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from qa.answer import Answer
from web.journal.journal import Journal

# Seconds: an answer takes a few milliseconds from memory and some tens when it is encoded.
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(
        self, journal: Journal | None, left_open: Callable[[], int | None] | None = None
    ) -> None:
        """Where there is a ``journal``, what it holds up and drops is told too.

        ``left_open`` counts the left questions that wait: None where that cannot be told.
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
        if journal is not None:
            waiting = Gauge(
                "bapta_journal_waiting",
                "Questions that are not written yet.",
                registry=self._registry,
            )
            waiting.set_function(lambda: journal.writer.waiting)
            dropped = Gauge(
                "bapta_journal_dropped",
                "Questions that the journal had no room for.",
                registry=self._registry,
            )
            dropped.set_function(lambda: journal.writer.dropped)

        if left_open is not None:
            self._registry.register(_LeftOpen(left_open))

    def answered(self, answer: Answer, channel: str, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(channel, answer.language, answer.status.value).inc()
        self._seconds.labels(channel).observe(seconds)

    def text(self) -> bytes:
        """Everything counted so far, in the text format of Prometheus."""
        return generate_latest(self._registry)


class _LeftOpen(Collector):
    """The left questions that wait. A gauge would have to tell some number in any case."""

    def __init__(self, count: Callable[[], int | None]) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        count = self._count()
        if count is not None:
            yield GaugeMetricFamily(
                "bapta_handover_open", "Left questions that wait for an answer.", value=count
            )
