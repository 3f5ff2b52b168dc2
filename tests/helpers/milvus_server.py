"""Milvus server of the tests, which can be stopped and started again."""

import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 240


class MilvusServer:
    """A Milvus of its own: milvus-lite as a process on a port, with its rows in a folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.log = folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it listens."""
        command = [sys.executable, "-m", "milvus_lite.cmdline", "server", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--data-dir", str(self.folder)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < until, self.log.read_text()
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Stop the process, unless it is stopped."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None
