"""Worker processes, forked from one parent, and the folder of their metrics.

The parent loads model, index and application once, and the processes share that memory until one
of them writes to it. ``prometheus_client`` reads the folder when it is imported, so this module
imports neither it nor the application.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from typing import Final, Literal

from uvicorn import Config
from uvicorn.supervisors import Multiprocess, multiprocess

from data.errors import BaptaError

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

# Size of a new file of prometheus_client; all series of Bapta take less.
_FILE_BYTES = 1 << 20

# Aggregation over processes: entries that wait in live ones, all dropped entries, and 0 if a worker
# is dead in any live one.
_Mode = Literal["livesum", "sum", "livemin"]
MODES: Final[dict[str, _Mode]] = {
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


class MetricsError(BaptaError):
    """The folder of metrics cannot hold the files of a process."""


def reserve_files(folder: Path) -> None:
    """Give the files of this process in ``folder`` all their blocks, before they are mapped.

    Writing to a mapped file that has none ends the process (SIGBUS) when the disk is full. Raises
    MetricsError if there is no space.
    """
    if not hasattr(os, "posix_fallocate"):
        return
    for kind in ("counter", "histogram", *{f"gauge_{mode}" for mode in MODES.values()}):
        with (folder / f"{kind}_{os.getpid()}.db").open("ab") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, _FILE_BYTES)
            except OSError as error:
                raise MetricsError(
                    f"There is no space for metrics in {folder}: {error.strerror}. Set TMPDIR to a "
                    "folder with more space."
                ) from error


def metrics_folder() -> Path | None:
    """Return the shared folder; None if the process counts for itself."""
    folder = os.environ.get(_VARIABLE)
    return Path(folder) if folder else None


def _fork(config: Config, target: Callable[..., None], sockets: list[socket]) -> BaseProcess:
    """Return a worker process of uvicorn, which by itself starts each with an empty memory."""
    # Windows has no such process.
    from multiprocessing.context import ForkProcess

    class Forked(ForkProcess):
        def start(self) -> None:
            # Until it has handlers of its own, the process would lose a signal to its parent's.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, multiprocess.SIGNALS)
            try:
                super().start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def run() -> None:
        for number in multiprocess.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, multiprocess.SIGNALS)
        target(sockets=sockets)

    return Forked(target=run)


multiprocess.get_subprocess = _fork  # type: ignore[attr-defined, assignment]


class Supervisor(Multiprocess):
    """Parent of the worker processes, which share the ``metrics`` folder.

    They are forked, so that they share the model and all that the parent has loaded.
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
            from prometheus_client.multiprocess import mark_process_dead

            mark_process_dead(pid, str(self._metrics))  # type: ignore[no-untyped-call]
        self._known = now
