"""Metrics of several worker processes: files in one folder that every scrape sums up.

Counters and histograms of ``prometheus_client`` write there themselves. Values read on demand, such
as the length of a queue, are copied there once a second.
"""

from collections.abc import Sequence
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from web.runtime.worker_processes import MODES


class SharedValues:
    """Copies of the values of ``sources`` in files of this process. Threads may share it."""

    def __init__(self, sources: Sequence[Collector]) -> None:
        self._sources = sources
        self._lock = Lock()
        self._registry = CollectorRegistry()
        self._metrics: dict[str, Counter | Gauge] = {}
        # Copied value of each counter by name and labels, since a counter only has increments.
        self._counted: dict[tuple[str, tuple[str, ...]], float] = {}

    def update(self) -> None:
        """Copy the current values."""
        with self._lock:
            for source in self._sources:
                for family in source.collect():
                    self._copy(family)

    def _copy(self, family: Metric) -> None:
        for sample in family.samples:
            labels = tuple(sample.labels.values())
            metric = self._metric(family, tuple(sample.labels))
            one = metric.labels(*labels) if labels else metric
            if isinstance(one, Gauge):
                one.set(sample.value)
            else:
                key = family.name, labels
                one.inc(sample.value - self._counted.get(key, 0.0))
                self._counted[key] = sample.value

    def _metric(self, family: Metric, names: tuple[str, ...]) -> Counter | Gauge:
        if family.name not in self._metrics:
            name, text, registry = family.name, family.documentation, self._registry
            self._metrics[name] = (
                Counter(name, text, names, registry=registry)
                if family.type == "counter"
                else Gauge(name, text, names, registry=registry, multiprocess_mode=MODES[name])
            )
        return self._metrics[family.name]
