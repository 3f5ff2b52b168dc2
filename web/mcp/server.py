"""The MCP server: registration of tools and resources, and its two transports."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial, wraps
from importlib.metadata import version
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import BaseModel
from starlette.applications import Starlette

from data.errors import ActError, BaptaError
from qa.answerer import Answering
from web.http.admission import AdmissionQueue, admission_queue
from web.http.middleware import MAX_BODY_BYTES
from web.http.problems import ProblemError
from web.mcp.results import CONTRACT
from web.mcp.tools import LawTools

PATH = "/mcp"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Programs of this machine cannot be distinguished.
_CALLERS = "mcp"
_JSON = "application/json"
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Tool = Callable[..., BaseModel]


def create_server(answerer: Answering) -> MCPServer[Any]:
    """Return the server over ``answerer``.

    The log has warnings and failures of the program, never what was asked or checked.
    """
    server: MCPServer[Any] = MCPServer(
        "bapta",
        title="Bapta",
        instructions=f"Bapta quotes statute law word for word. {CONTRACT}",
        version=version("bapta"),
        log_level="WARNING",
        subscriptions=False,
    )
    tools, queue = LawTools(answerer), admission_queue(is_shared=False)
    for tool in (tools.ask, tools.show, tools.check_quote, tools.list_acts, tools.norms):
        server.add_tool(_admitted(tool, queue), annotations=_READS)
    _add_resources(server, tools)
    return server


def http_app(server: MCPServer[Any], hosts: Sequence[str] = ()) -> Starlette:
    """Return the application of the streamable HTTP transport at :data:`PATH`.

    Bodies are at most ``MAX_BODY_BYTES`` and no session is kept. Requests must name a loopback
    address or one of ``hosts`` as their host, so that no web page reaches the server by rebinding
    a name.
    """
    names = (*LOOPBACK, *hosts)
    return server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY_BYTES,
        transport_security=TransportSecuritySettings(
            allowed_hosts=[*names, *(f"{name}:*" for name in names)],
            allowed_origins=[f"{way}://{name}{port}" for name in names for way, port in _ORIGINS],
        ),
    )


_ORIGINS = (("http", ""), ("http", ":*"), ("https", ""), ("https", ":*"))


def _admitted(tool: Tool, queue: AdmissionQueue) -> Callable[..., Awaitable[BaseModel]]:
    """Return ``tool`` as a coroutine that waits for its place; errors have one plain sentence."""

    @wraps(tool)
    async def admitted(**given: Any) -> BaseModel:
        try:
            return await queue.run(partial(tool, **given), _CALLERS)
        except BaptaError as error:
            raise ToolError(error.message) from error
        except ProblemError as error:
            raise ToolError("Too many requests are under way; ask again later.") from error

    return admitted


def _add_resources(server: MCPServer[Any], tools: LawTools) -> None:
    """Register the list of acts, the contents of an act, and its articles."""

    @server.resource("bapta://acts", name="acts", mime_type=_JSON)
    def acts() -> str:
        """Return the acts that can be asked about."""
        return tools.list_acts().model_dump_json()

    @server.resource("bapta://acts/{act}", name="contents", mime_type=_JSON)
    def contents(act: str) -> dict[str, Any]:
        """Return the articles of an act: eId, heading and resource of each."""
        corpus = tools.current.corpus
        try:
            read = corpus.at(act)
        except ActError as error:
            raise ResourceNotFoundError(error.message) from error
        tops = [each for each in read.provisions if each.parent is None]
        return {
            "act": read.id,
            "title": read.title,
            "edition": read.edition,
            "articles": [
                {"eid": p.eid, "heading": p.heading, "uri": f"bapta://acts/{act}/{p.eid}"}
                for p in tops
            ],
        }

    @server.resource("bapta://acts/{act}/{eid}", name="article", mime_type=_JSON)
    def article(act: str, eid: str) -> str:
        """Return an article, or any provision, with all below it, word for word."""
        try:
            return tools.show(act, eid).model_dump_json()
        except ActError as error:
            raise ResourceNotFoundError(error.message) from error
