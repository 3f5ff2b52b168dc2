"""The command ``bapta serve`` as a process of its own, with the bundled model."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.helpers.paths import ROOT
from web.cli.serve import listen

PATIENCE = 480
BAPTA = (sys.executable, "-c", "from web.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server: its port, the id of its process and the file of its output.

    ``process`` is that process where it is a child that Python waits for.
    """

    port: int
    pid: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> str:
        """Return what the server has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with listen("127.0.0.1", 0) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(home: Path, log: Path, *options: str, **environment: str) -> Iterator[Serving]:
    """Run a server until the block ends; its output goes to ``log``."""
    port = free_port()
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BAPTA_", "OTEL_"))
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*BAPTA, "serve", "--port", str(port), *options],
            cwd=ROOT,
            env={**bare, "BAPTA_HOME": str(home), **environment},
            stdout=output,
            stderr=output,
        )
        try:
            started = Serving(port, process.pid, log, process)
            _wait_for(started.address, process)
            yield started
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(f"{address}/healthz", timeout=PATIENCE).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
