"""Middleware for the address of the site: the operator states it, not whoever sends a request.

A client may send any ``Host``, and links and redirects would lead to it.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class PublicAddress:
    """The stated origin in place of the one that a request names, and redirects without any."""

    def __init__(self, app: ASGIApp, origin: str | None) -> None:
        """Put ``origin``, such as https://law.example.org, in every request; None keeps its own."""
        self._app = app
        parts = urlsplit(origin or "")
        self._scheme, self._host = parts.scheme, parts.netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._host:
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            headers = [(b"host", self._host.encode("ascii")), *others]
            scope = {**scope, "scheme": self._scheme, "headers": headers}
        own = f"{scope.get('scheme', 'http')}://{Headers(scope=scope).get('host', '')}"

        async def with_local_redirect(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = without_origin(headers["location"], own)
            await send(message)

        await self._app(scope, receive, with_local_redirect)


def without_origin(address: str, own: str) -> str:
    """Return an address of the origin ``own`` as its path, and any other unchanged.

    A path with two slashes in front keeps its origin: a browser takes it for the name of a host.
    """
    path = address.removeprefix(own)
    return path if path.startswith("/") and not path.startswith("//") else address
