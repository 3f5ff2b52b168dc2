"""What a process counts for Prometheus; no word of a question is among it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from qa.answer import Answer
from web.journal.journal import Journal

# Seconds: an answer takes a few milliseconds from memory and some tens when it is encoded.
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self, journal: Journal | None) -> None:
        """Where there is a ``journal``, what it holds up and drops is told too."""
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

    def answered(self, answer: Answer, channel: str, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(channel, answer.language, answer.status.value).inc()
        self._seconds.labels(channel).observe(seconds)

    def text(self) -> bytes:
        """Everything counted so far, in the text format of Prometheus."""
        return generate_latest(self._registry)
