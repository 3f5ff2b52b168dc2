"""Supervisor of the worker processes: replaces those that die and takes their gauges away."""

from pathlib import Path
from socket import socket

from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config
from uvicorn.supervisors import Multiprocess


class Supervisor(Multiprocess):
    """Parent of the worker processes, which count in the files of one folder.

    Counters of a process that died stay there, so that no sum goes down; gauges of what lives are
    removed.
    """

    def __init__(self, config: Config, sockets: list[socket], metrics: Path) -> None:
        """``metrics`` is the folder of the files."""
        super().__init__(config, sockets)
        self._metrics = metrics
        self._known: set[int] = set()

    def keep_subprocess_alive(self) -> None:
        """Replace processes that died, and remove the gauges of all that are no longer there."""
        self._forget_gone()
        super().keep_subprocess_alive()
        self._forget_gone()

    def _forget_gone(self) -> None:
        now = {process.pid for process in self.processes if process.pid is not None}
        for pid in self._known - now:
            mark_process_dead(pid, str(self._metrics))  # type: ignore[no-untyped-call]
        self._known = now
