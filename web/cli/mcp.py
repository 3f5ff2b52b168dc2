"""The command ``bapta mcp``."""

import os
from typing import TYPE_CHECKING, Any

import click

from data.errors import BaptaError
from web.cli.serve import gc_paused
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from mcp.server import MCPServer


class McpMissingError(BaptaError):
    """The extra ``bapta[mcp]`` is not installed."""


@click.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP in place of stdio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port."
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A further host name that requests may name; repeatable.",
)
def mcp(http: bool, host: str, port: int, hosts: tuple[str, ...]) -> None:
    """Serve the law to assistants by the Model Context Protocol.

    On standard input and output, or with --http on http://HOST:PORT/mcp. There are no accounts and
    no rate limit: leave HTTP on loopback, or put a proxy with both before it.
    """
    from web.cli.serve import announce, listen, start_log

    settings = read_settings(os.environ)
    start_log(settings)
    server = _server(settings)
    if not http:
        server.run("stdio")
        return
    import uvicorn

    from web.mcp.server import PATH, http_app
    from web.telemetry.logs import log_config

    with listen(host, port) as listening:
        named = f"[{host}]" if ":" in host else host
        address = f"http://{named}:{port}{PATH}"
        announce(settings, f"Bapta's MCP server answers on {address}. Ctrl+C stops it.")
        config = uvicorn.Config(
            http_app(server, hosts),
            server_header=False,
            log_level="warning",
            log_config=log_config(settings.log),
        )
        uvicorn.Server(config).run([listening])


def _server(settings: Settings) -> "MCPServer[Any]":
    """Return the server over the stored index, which it reloads. Raises McpMissingError."""
    try:
        from web.mcp.server import create_server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise McpMissingError(
            "The MCP server needs the package mcp.", "pip install 'bapta[mcp]'"
        ) from error
    from web.runtime.composition import compose_live

    with gc_paused():
        answerer = compose_live(settings)
    answerer.watch()
    return create_server(answerer)
