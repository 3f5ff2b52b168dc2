"""The command ``bapta serve``."""

import errno
import gc
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.errors import BaptaError
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from web.runtime.live_answerer import ReloadingAnswerer

# Seconds that running requests may take when the server stops.
GRACE = 10
# Seconds after which a worker process that sends no sign of life is replaced. One that loads the
# model on a busy machine sends none for longer than uvicorn's five, and would be replaced again
# and again.
HEALTH_SECONDS = 60
READY = "Bapta answers on {}. Ctrl+C stops it."


class ServeError(BaptaError):
    """The server cannot listen on the address."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector while long-lived objects are loaded.

    Its repeated full collections would cost a sixth of the start-up time, imports included.
    """
    gc.disable()
    try:
        yield
    finally:
        # Move the new objects to the oldest generation, so that the first request does not trigger
        # a full collection.
        gc.freeze()
        gc.unfreeze()
        gc.enable()


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
    settings = read_settings(os.environ)
    with gc_paused():
        start_log(settings)
        check_accounts(settings)
    # Set for another program, it would have a single process write its metrics into files.
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with listen(host, port) as listening, suppress(KeyboardInterrupt):
        if workers > 1:
            if not hasattr(os, "fork"):
                raise ServeError("Windows cannot run several processes of Bapta.", "bapta serve")
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
        announce(settings, f"{error} Questions are answered without it.", is_error=True)
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


def application(settings: Settings, workers: int = 1) -> tuple["FastAPI", "ReloadingAnswerer"]:
    """Build the application and its answerer, for each of ``workers`` processes.

    No thread is started and no file is held, so that a process can be forked.
    """
    from web.runtime.startup import limit_malloc_arenas

    limit_malloc_arenas()
    from threadpoolctl import threadpool_limits

    from web.administration.change_record import recover
    from web.app import create_app
    from web.runtime.composition import compose_live, serving_parts
    from web.teaching.service import follow_once

    # One question is too little work for several threads, and other questions use the other cores.
    threadpool_limits(1)
    parts = serving_parts(settings, workers)
    recover(settings, parts)
    if settings.secret:
        follow_once(settings, parts)
    answerer = compose_live(settings, parts)
    return create_app(answerer, settings, parts), answerer


def _forked(
    settings: Settings, metrics: Path, app: "FastAPI", answerer: "ReloadingAnswerer"
) -> "FastAPI":
    """Return the application in a process that was forked."""
    from web.backup.home_lock import hold_home
    from web.runtime.worker_processes import reserve_files

    reserve_files(metrics)
    # Until this process ends: it may outlive the command that started it.
    hold_home(settings.home)
    # A process that replaces a dead one is younger than what was loaded.
    answerer.catch_up()
    answerer.watch()
    return app


def announce(settings: Settings, sentence: str, *, is_error: bool = False) -> None:
    """Print ``sentence``, or log it if the log is JSON."""
    if settings.log == "json":
        from web.telemetry.logs import SERVER_LOG

        log = logging.getLogger(SERVER_LOG)
        log.log(logging.WARNING if is_error else logging.INFO, "%s", sentence)
    else:
        click.echo(f"bapta: {sentence}" if is_error else sentence, err=is_error)


def start_log(settings: Settings) -> None:
    """Write all lines as JSON from now on, if the settings say so."""
    if settings.log == "json":
        from logging.config import dictConfig

        from web.telemetry.logs import log_config

        dictConfig(log_config(settings.log))
        logging.captureWarnings(True)


def _listen_error(error: OSError, host: str, port: int) -> ServeError:
    another = f"bapta serve --port {port + 1 if 1024 <= port < 65535 else 8000}"
    if error.errno == errno.EADDRINUSE:
        return ServeError(f"Port {port} of {host} is already in use.", another)
    if error.errno == errno.EACCES:
        return ServeError(f"This user is not allowed to listen on port {port}.", another)
    return ServeError(f"This machine cannot listen on {host}: {error.strerror}.", "bapta serve")


def _serve_one(settings: Settings, listening: socket.socket, address: str) -> None:
    import uvicorn

    with gc_paused():
        app, answerer = application(settings)
    answerer.watch()
    server = uvicorn.Server(uvicorn.Config(app, **_options(settings, listening)))
    announce(settings, READY.format(address))
    server.run([listening])


def _serve_many(settings: Settings, listening: socket.socket, workers: int, address: str) -> None:
    import uvicorn

    from web.runtime.worker_processes import Supervisor, open_metrics_folder, reserve_files

    with open_metrics_folder() as metrics:
        reserve_files(metrics)
        # Loaded before the processes are forked, which share it.
        with gc_paused():
            from web.runtime.startup import Warmup

            app, answerer = application(settings, workers)
            answerer.prepare()
            app.state.site.features.get(Warmup).complete()
        # Memory that the collector writes to is no longer shared between processes.
        gc.freeze()
        config = uvicorn.Config(
            partial(_forked, settings, metrics, app, answerer),
            factory=True,
            workers=workers,
            timeout_worker_healthcheck=HEALTH_SECONDS,
            **_options(settings, listening),
        )
        announce(settings, READY.format(address))
        Supervisor(config, [listening], metrics).run()


def _options(settings: Settings, listening: socket.socket) -> dict[str, Any]:
    from web.http.connections import MAX_CONNECTIONS, MAX_HEAD_BYTES, BoundedProtocol
    from web.telemetry.logs import log_config

    return {
        "host": listening.getsockname()[0],
        "port": listening.getsockname()[1],
        "root_path": settings.root_path,
        # The application reads them, after it has seen the address of the proxy.
        "proxy_headers": False,
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        "http": BoundedProtocol,
        "ws": "none",
        "h11_max_incomplete_event_size": MAX_HEAD_BYTES,
        "limit_concurrency": MAX_CONNECTIONS,
        "timeout_graceful_shutdown": GRACE,
        "log_config": log_config(settings.log),
    }
