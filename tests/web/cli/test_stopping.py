"""Tests of ``bapta serve`` with JSON logs, traces, and a request under way when it is stopped."""

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.helpers.polling import until
from tests.helpers.serving import PATIENCE, serving
from tests.helpers.web_app import FIREARM
from web.runtime.composition import make_index
from web.settings import read_settings

pytestmark = pytest.mark.slow

ID = "proxy-0123456789"


@pytest.fixture(scope="module")
def home(bapta_home: Path, bundled_model: Path) -> Path:
    make_index(read_settings({"BAPTA_HOME": str(bapta_home)}))
    return bapta_home


class Collector(BaseHTTPRequestHandler):
    """A collector of traces that keeps what it gets."""

    server: "CollectorServer"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class CollectorServer(ThreadingHTTPServer):
    """The server of a collector, on a port of loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Collector)
        self.received: list[tuple[str, bytes]] = []

    def names(self) -> set[str]:
        """Return the names of all spans."""
        return {
            span.name
            for _, body in self.received
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }


@contextmanager
def collector() -> Iterator[CollectorServer]:
    """Run a collector."""
    with CollectorServer() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_sigterm_lets_a_request_finish(
    home: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    log = tmp_path / "log"
    body = json.dumps({"question": FIREARM}).encode()
    with serving(home, log, *options, **database_of(log)) as server:
        assert server.process is not None
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as slow:
            slow.sendall(
                b"POST /api/chat HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            )
            # The server says so once the request is under way.
            assert slow.recv(65536).startswith(b"HTTP/1.1 100 ")
            server.process.send_signal(signal.SIGTERM)
            until(lambda: "Shutting down" in server.lines)
            assert server.process.poll() is None
            slow.sendall(body)
            received = b"".join(iter(lambda: slow.recv(65536), b""))
        assert server.process.wait(PATIENCE) in {0, -signal.SIGTERM}
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"art_24__para_3" in received


def database_of(log: Path) -> dict[str, str]:
    """Return the setting of a database beside the log."""
    return {"BAPTA_DATABASE_URL": f"sqlite:///{log.with_name('bapta.sqlite')}"}


def test_log_of_json_and_traces_have_no_question(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with collector() as traces:
        variables = {
            **database_of(log),
            "BAPTA_LOG": "json",
            "BAPTA_TRUSTED_PROXIES": "127.0.0.1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{traces.server_port}",
        }
        with serving(home, log, **variables) as server:
            assert server.process is not None
            given = ask(server.port, FIREARM)
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(PATIENCE)
        assert given == (200, ID)
        assert {path for path, _ in traces.received} == {"/v1/traces"}
        assert {"POST /api/chat", "answer", "retrieve", "quote"} <= traces.names()
        sent = b"".join(body for _, body in traces.received)
        assert "ескертусіз".encode() not in sent
    text = log.read_text(encoding="utf-8")
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert "ескертусіз" not in text
    assert lines[0]["message"] == f"Bapta answers on {server.address}. Ctrl+C stops it."
    (asked,) = [line for line in lines if line.get("request_id") == ID]
    assert (asked["method"], asked["path"], asked["status"]) == ("POST", "/api/chat", 200)
    # The proxy says who asked.
    assert asked["client"].startswith("198.51.100.7:")


def ask(port: int, question: str) -> tuple[int, str | None]:
    """Ask as a proxy does; return the status and the id of the request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json",
        "X-Request-ID": ID,
        "X-Forwarded-For": "198.51.100.7",
    }
    connection.request("POST", "/api/chat", json.dumps({"question": question}), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers["X-Request-ID"]
