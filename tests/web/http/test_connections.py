"""Bounds of connections, on a real server: endless heads, heads and bodies that never end."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn

from tests.helpers.web_app import law_answerer, settings_of
from web.app import create_app
from web.cli.serve import listen
from web.http import connections, middleware

HEAD = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a server with short times and few connections for a client."""
    from web.cli.serve import _options

    with pytest.MonkeyPatch.context() as patch, listen("127.0.0.1", 0) as listening:
        patch.setattr(connections, "HEAD_SECONDS", 0.3)
        patch.setattr(connections, "MAX_CLIENT_CONNECTIONS", 5)
        patch.setattr(middleware.BodyLimit.__init__, "__defaults__", (None, 0.3))
        settings = settings_of(tmp_path_factory.mktemp("home"))
        app = create_app(law_answerer(), settings)
        server = uvicorn.Server(uvicorn.Config(app, **_options(settings, listening)))
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


@contextmanager
def connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=5) as connection:
        yield connection


def reply(connection: socket.socket) -> bytes:
    """Return everything that is sent until the server closes."""
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    return received


def is_alive(address: tuple[str, int]) -> bool:
    with connected(address) as connection:
        connection.sendall(b"GET /privacy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return reply(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HEAD, b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET"])
def test_a_head_that_never_ends_is_cut_off(address: tuple[str, int], sent: bytes) -> None:
    start = time.monotonic()
    with connected(address) as connection:
        connection.sendall(sent)
        reply(connection)
    assert time.monotonic() - start < 3
    assert is_alive(address)


def test_a_head_of_any_size_is_refused(address: tuple[str, int]) -> None:
    # The connection is reset as soon as the server has read too much.
    with connected(address) as connection, pytest.raises(ConnectionError):
        connection.sendall(b"X-Filler: " + b"a" * 100_000_000)
    assert is_alive(address)


def test_a_body_that_never_ends_is_refused(address: tuple[str, int]) -> None:
    with connected(address) as connection:
        connection.sendall(HEAD + b'Content-Length: 500\r\n\r\n{"question"')
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")
    assert is_alive(address)


def test_a_client_has_a_share_of_the_connections(address: tuple[str, int]) -> None:
    open_ones = [socket.create_connection(address, timeout=5) for _ in range(5)]
    try:
        assert not is_alive(address)
    finally:
        for each in open_ones:
            each.close()
    time.sleep(0.1)
    assert is_alive(address)
