"""Load test of the server over HTTP by clients on the same machine."""

import http.client
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import perf_counter, sleep
from typing import Any

from data.errors import BaptaError
from web.bench.measure import latency, processor_seconds
from web.settings import environment_without_settings
from web.storage.database import Database

TIMEOUT_SECONDS = 120.0
_SECONDS = 5


class BenchError(BaptaError):
    """The benchmark cannot be run."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, with the seconds from its start to the first answer.

    ``start_up_cpu`` is its processor time until then, None where that is unknown.
    """

    port: int
    pid: int
    start_up: float
    start_up_cpu: float | None


@contextmanager
def serve(home: Path, question: str) -> Iterator[Server]:
    """Run ``bapta serve`` over ``home`` without a rate limit, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from web.cli.main import main; main()", "serve"]
    with tempfile.TemporaryDirectory() as folder:
        # A database of its own: these questions must not be in the journal. The tables come first,
        # so that the start-up is not that of a new database.
        url = f"sqlite:///{folder}/bench.sqlite"
        database = Database(url)
        database.upgrade()
        database.close()
        settings = {"BAPTA_HOME": str(home), "BAPTA_RATE_LIMIT": "0", "BAPTA_DATABASE_URL": url}
        start = perf_counter()
        # This interpreter and our own arguments.
        process = subprocess.Popen(  # noqa: S603
            [*command, "--port", str(port)],
            env=_environment() | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        yield from _until_stopped(process, port, question, start)


def _environment() -> dict[str, str]:
    """Return the environment of a server as it is installed, whose modules are compiled.

    Where Python may not write bytecode, it compiles a thousand modules at every start.
    """
    environment = environment_without_settings()
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _until_stopped(
    process: subprocess.Popen[bytes], port: int, question: str, start: float
) -> Iterator[Server]:
    try:
        while True:
            with suppress(OSError), closing(_Client(port)) as client:
                if client.ask(question) == 200:
                    break
            if process.poll() is not None or perf_counter() - start > TIMEOUT_SECONDS:
                raise BenchError("The server did not start.", "bapta serve")
            sleep(0.02)
        seconds = perf_counter() - start
        yield Server(port, process.pid, seconds, processor_seconds(process.pid))
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)


def load_test(server: Server, questions: Sequence[str], clients: int) -> dict[str, Any]:
    """Ask each of ``questions`` once, by ``clients`` in parallel.

    Return rate, latency, and the processor time of the server for each.
    """
    queue, lock = iter(questions), Lock()
    times: list[float] = []
    failed = 0

    def ask_all() -> None:
        nonlocal failed
        with closing(_Client(server.port)) as client:
            while True:
                with lock:
                    question = next(queue, None)
                if question is None:
                    return
                start = perf_counter()
                status = client.ask(question)
                with lock:
                    times.append(perf_counter() - start)
                    failed += status != 200

    before = processor_seconds(server.pid)
    start = perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        for client in [threads.submit(ask_all) for _ in range(clients)]:
            client.result()
    seconds = perf_counter() - start
    after = processor_seconds(server.pid)
    used = None if before is None or after is None else after - before
    return {
        "clients": clients,
        "per_second": round(len(times) / seconds, 1),
        "failed": failed,
        **latency(times, used).figures(),
    }


def repeat_question(server: Server, question: str) -> float | None:
    """Return requests a second of ``wrk`` with 8 connections; None where it is not installed."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    script = (
        f"wrk.method = 'POST'\nwrk.body = {json.dumps(json.dumps({'question': question}))}\n"
        "wrk.headers['Content-Type'] = 'application/json'\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ask.lua"
        path.write_text(script, encoding="utf-8")
        address = f"http://127.0.0.1:{server.port}/api/chat"
        # The program that the PATH of this user names, with our own arguments.
        done = subprocess.run(  # noqa: S603
            [wrk, "-t1", "-c8", f"-d{_SECONDS}s", "-s", str(path), address],
            capture_output=True,
            text=True,
            check=True,
        )
    rate = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if rate is None or "Non-2xx" in done.stdout:
        raise BenchError("wrk could not reach the server.")
    return float(rate[1])


class _Client:
    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)

    def ask(self, question: str) -> int:
        body = json.dumps({"question": question})
        self._connection.request("POST", "/api/chat", body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        response.read()
        return response.status

    def close(self) -> None:
        self._connection.close()
