"""HTTP server of a webhook: it reads bounded bodies, logs nothing, and calls other services."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

MAX_BODY_BYTES = 256 * 1024
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the webhook; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


Handle = Callable[[Call], tuple[int, str]]


class SeenMessages:
    """The last 1,000 messages: a service sends one again when the answer was late."""

    def __init__(self) -> None:
        self._seen: deque[int | str] = deque(maxlen=1000)
        self._lock = Lock()

    def is_new(self, number: int | str) -> bool:
        """Return whether the message ``number`` comes for the first time, and remember it."""
        with self._lock:
            if number in self._seen:
                return False
            self._seen.append(number)
            return True


def webhook_server(handle: Handle, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Return a server that answers each request with the status and text of ``handle``."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            stated = self.headers.get("Content-Length", "")
            if not stated.isdecimal() or int(stated) > MAX_BODY_BYTES:
                self._send(413, "")
                return
            self._answer(self.rfile.read(int(stated)))

        def _answer(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query))
            self._send(*handle(Call(self.command, parts.path, query, headers, body)))

        def _send(self, status: int, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Log nothing: addresses and texts are nobody's business."""

    return ThreadingHTTPServer((host, port), Handler)


def post_json(address: str, body: Mapping[str, Any], token: str = "") -> None:
    """Post ``body`` as JSON, with a bearer token if there is one. Raises OSError."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = Request(address, json.dumps(body).encode(), headers)  # noqa: S310
    with urlopen(request, timeout=SECONDS) as response:  # noqa: S310
        response.read()
