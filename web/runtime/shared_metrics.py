"""Metrics of several worker processes: files in one folder that every scrape sums up.

Counters and histograms of ``prometheus_client`` write there themselves. Values read on demand, such
as the length of a queue, are copied there once a second. The supervisor removes the gauges of dead
processes.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import mark_process_dead
from prometheus_client.registry import Collector
from uvicorn import Config
from uvicorn.supervisors import Multiprocess

# Read by prometheus_client when it is imported, so it is set before a process is started.
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

# Aggregation over processes: entries that wait in live ones, all dropped entries, and 0 if a worker
# is dead in any live one.
_Mode = Literal["livesum", "sum", "livemin"]
_MODES: Final[dict[str, _Mode]] = {
    "bapta_journal_waiting": "livesum",
    "bapta_journal_dropped": "sum",
    "bapta_worker_up": "livemin",
}


@contextmanager
def open_metrics_folder() -> Iterator[Path]:
    """Create the folder for processes started within the block, and remove it at the end."""
    before = os.environ.get(_VARIABLE)
    with TemporaryDirectory(prefix="bapta-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[_VARIABLE] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop(_VARIABLE)
            if before is not None:
                os.environ[_VARIABLE] = before


def metrics_folder() -> Path | None:
    """Return the shared folder; None if the process counts for itself."""
    folder = os.environ.get(_VARIABLE)
    return Path(folder) if folder else None


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
                else Gauge(name, text, names, registry=registry, multiprocess_mode=_MODES[name])
            )
        return self._metrics[family.name]


class Supervisor(Multiprocess):
    """Parent of the worker processes, which share the ``metrics`` folder.

    Counters of a dead process stay there, so that no sum decreases; its gauges are removed.
    """

    def __init__(self, config: Config, sockets: list[socket], metrics: Path) -> None:
        super().__init__(config, sockets)
        self._metrics = metrics
        self._known: set[int] = set()

    def keep_subprocess_alive(self) -> None:
        """Replace dead processes and remove their gauges."""
        self._forget_gone()
        super().keep_subprocess_alive()
        self._forget_gone()

    def _forget_gone(self) -> None:
        now = {process.pid for process in self.processes if process.pid is not None}
        for pid in self._known - now:
            mark_process_dead(pid, str(self._metrics))  # type: ignore[no-untyped-call]
        self._known = now
