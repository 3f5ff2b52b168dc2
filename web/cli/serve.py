"""The command ``bapta serve``."""

import errno
import logging
import os
import re
import socket
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from data.errors import BaptaError
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

# Seconds that running requests may take when the server stops.
GRACE = 10
# The token of a private link: what follows /handover/ and is no reference number.
_TOKEN = re.compile(r"(/handover/|/conversation/)(?!BP-\w{4}-\w{4}(?:/|$))[^/]+")
READY = "Bapta answers on {}. Ctrl+C stops it."


class ServeError(BaptaError):
    """The server cannot listen on the address."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Number of processes. They share the cores and the index; each has its own rate limit.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and interface on http://HOST:PORT."""
    from web.runtime.startup import gc_paused

    settings = read_settings(os.environ)
    with gc_paused():
        check_accounts(settings)
    # Set for another program, it would have a single process write its metrics into files.
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with listen(host, port) as listening, suppress(KeyboardInterrupt):
        if workers > 1:
            _serve_many(settings, listening, workers, address)
        else:
            _serve_one(settings, listening, address)


def check_accounts(settings: Settings) -> None:
    """Refuse to serve accounts without a secret, or on tables of another migration.

    An unavailable database is only reported: questions are answered without it. Raises
    SecretError, MigrationError, and DatabaseError for a URL that cannot be used.
    """
    from web.accounts.repository import AccountRepository
    from web.accounts.tokens import check_secret
    from web.storage.database import Database
    from web.storage.errors import DatabaseUnavailableError

    if settings.secret:
        check_secret(settings.secret)
    database = Database(settings.database_url)
    try:
        if AccountRepository(database).any():
            check_secret(settings.secret)
    except DatabaseUnavailableError as error:
        click.echo(f"bapta: {error} Questions are answered without it.", err=True)
    finally:
        database.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address. Raises ServeError.

    Clients that connect before the model is loaded wait, and are then answered.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise ServeError(f"The host {host!r} was not found.") from error
    listening = socket.socket(family, kind)
    # Otherwise a port stays in use for a minute after its server has stopped.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise _listen_error(error, host, port) from error
    listening.set_inheritable(True)
    return listening


def application(workers: int = 1) -> "FastAPI":
    """Build the application of one of ``workers`` processes from its inherited environment.

    It reloads the stored index and follows what other machines publish while it answers.
    """
    from web.runtime.startup import gc_paused, limit_malloc_arenas

    limit_malloc_arenas()
    with gc_paused():
        from threadpoolctl import threadpool_limits

        from web.app import create_app
        from web.backup.home_lock import hold_home
        from web.runtime.composition import compose_live, serving_parts
        from web.teaching.service import follow_once

        settings = read_settings(os.environ)
        # Until this process ends: it may outlive the command that started it.
        hold_home(settings.home)
        # One question is too little work for several threads, and the model uses all cores.
        threadpool_limits(1)
        parts = serving_parts(settings, workers)
        if settings.secret:
            follow_once(settings, parts)
        answerer = compose_live(settings, parts)
        answerer.watch()
        return create_app(answerer, settings, parts)


class QueryStringFilter(logging.Filter):
    """Redaction of private parts of addresses in the access log.

    What follows ``?`` may be a question that somebody typed, and the token of a private link opens
    a case to whoever reads it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the path, the third argument of a record of uvicorn's access log."""
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            redacted = _TOKEN.sub(r"\1…", str(path).partition("?")[0])
            record.args = (client, method, redacted, version, status)
        return True


def _listen_error(error: OSError, host: str, port: int) -> ServeError:
    another = f"bapta serve --port {port + 1 if 1024 <= port < 65535 else 8000}"
    if error.errno == errno.EADDRINUSE:
        return ServeError(f"Port {port} of {host} is already in use.", another)
    if error.errno == errno.EACCES:
        return ServeError(f"This user is not allowed to listen on port {port}.", another)
    return ServeError(f"This machine cannot listen on {host}: {error.strerror}.", "bapta serve")


def _serve_one(settings: Settings, listening: socket.socket, address: str) -> None:
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(application(), **_options(settings, listening)))
    click.echo(READY.format(address))
    server.run([listening])


def _serve_many(settings: Settings, listening: socket.socket, workers: int, address: str) -> None:
    import uvicorn

    from web.runtime.composition import check_ready
    from web.runtime.shared_metrics import Supervisor, open_metrics_folder

    # Checked here, because each worker would report the same error again and again.
    check_ready(settings)
    config = uvicorn.Config(
        partial(application, workers),
        factory=True,
        workers=workers,
        **_options(settings, listening),
    )
    click.echo(READY.format(address))
    with open_metrics_folder() as metrics:
        Supervisor(config, [listening], metrics).run()


def _options(settings: Settings, listening: socket.socket) -> dict[str, Any]:
    from uvicorn.config import LOGGING_CONFIG

    from web.http.connections import MAX_CONNECTIONS, MAX_HEAD_BYTES, BoundedProtocol

    handler = {**LOGGING_CONFIG["handlers"]["access"], "filters": ["without_query"]}
    return {
        "host": listening.getsockname()[0],
        "port": listening.getsockname()[1],
        "root_path": settings.root_path,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        "http": BoundedProtocol,
        "ws": "none",
        "h11_max_incomplete_event_size": MAX_HEAD_BYTES,
        "limit_concurrency": MAX_CONNECTIONS,
        "timeout_graceful_shutdown": GRACE,
        "log_config": {
            **LOGGING_CONFIG,
            "filters": {"without_query": {"()": "web.cli.serve.QueryStringFilter"}},
            "handlers": {**LOGGING_CONFIG["handlers"], "access": handler},
        },
    }
