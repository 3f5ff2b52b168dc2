"""The headers that keep pages safe in a browser."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WIDGET_PAGE = "/widget"
WIDGET_SCRIPT = "/widget.js"
PRIVATE = "/handover/"
"""What the addresses begin with that open something to whoever has them."""

# No cache, no search engine, no other site and no log of referrers learns of them.
_UNSEEN = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

# A year, for this host alone: other hosts of the domain may have no certificate.
_HTTPS_ONLY = "max-age=31536000"

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)


def safe_headers(path: str, scheme: str, widget_origins: Sequence[str]) -> Mapping[str, str]:
    """Return the headers for the page at ``path``, which was asked for by ``scheme``.

    Only the widget's page may be framed, and only by ``widget_origins``. A browser that came by
    https is told to stay with it.
    """
    framed = path == WIDGET_PAGE and bool(widget_origins)
    ancestors = " ".join(widget_origins) if framed else "'none'"
    shared = "cross-origin" if path == WIDGET_SCRIPT or framed else "same-origin"
    headers = {
        "Content-Security-Policy": "; ".join((*_POLICY, f"frame-ancestors {ancestors}")),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": shared,
    }
    # Browsers ignore it over plain HTTP (RFC 6797), where nobody can vouch for it.
    if scheme == "https":
        headers["Strict-Transport-Security"] = _HTTPS_ONLY
    # X-Frame-Options cannot name origins, so the widget's page goes without it.
    return headers if framed else headers | {"X-Frame-Options": "DENY"}


def private_headers(path: str) -> Mapping[str, str]:
    """The headers that a response from ``path`` must have, whatever it set: none where it is not
    private."""
    return _UNSEEN if path.startswith(PRIVATE) else {}


class SafeHeaders:
    """Add the safe headers to every response; a response keeps what it set itself."""

    def __init__(self, app: ASGIApp, widget_origins: Sequence[str]) -> None:
        """Put the headers around ``app``."""
        self._app = app
        self._widget_origins = tuple(widget_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run ``app`` and add the headers as its response starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        scheme = scope.get("scheme", "http")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in safe_headers(path, scheme, self._widget_origins).items():
                    headers.setdefault(name, value)
                headers.update(private_headers(path))
            await send(message)

        await self._app(scope, receive, with_headers)
