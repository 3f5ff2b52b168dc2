"""Version 1 of the interface: its paths, and the OpenAPI operations of the aliases."""

from copy import deepcopy
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api/v1"
VERSION_HEADER = "Bapta-API-Version"
ALIASED = ("/chat", "/handover", "/quotes/check", "/receipts", "/receipts/check", "/receipts/keys")
"""The paths below ``/api`` that are served below :data:`PREFIX` too."""


class VersionedPaths:
    """The aliases of version 1: a request to one is served as that to the path without it.

    Every response below :data:`PREFIX` names the version in a header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        root = scope.get("root_path", "")
        path = scope["path"].removeprefix(root) if scope["type"] == "http" else ""
        if not path.startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        rest = path.removeprefix(PREFIX)
        if rest in ALIASED:
            before = scope["path"].removesuffix(path)
            scope = {**scope, "path": f"{before}/api{rest}", "raw_path": f"/api{rest}".encode()}

        async def with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[VERSION_HEADER] = "1"
            await send(message)

        await self._app(scope, receive, with_version)


def describe_aliases(document: dict[str, Any]) -> None:
    """Add the aliases to an OpenAPI document; their operation ids end in ``_v1``."""
    for rest in ALIASED:
        described = deepcopy(document["paths"][f"/api{rest}"])
        for operation in described.values():
            operation["operationId"] += "_v1"
        document["paths"][f"{PREFIX}{rest}"] = described
