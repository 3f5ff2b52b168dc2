"""ASGI middleware: limit of body sizes, HEAD for GET, security headers."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from anyio import current_time, fail_after
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Number = TypeVar("Number", int, float)

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 20.0
"""Time in which a body must be complete, from the first reading on."""


class BodyLimit:
    """Limits of size and time on bodies, enforced as they are read, which must be in UTF-8."""

    def __init__(
        self,
        app: ASGIApp,
        larger: Mapping[str, int] | None = None,
        slower: Mapping[str, float] | None = None,
        seconds: float = BODY_SECONDS,
    ) -> None:
        """Limit bodies for ``app`` to ``MAX_BODY_BYTES`` in ``seconds``.

        ``larger`` holds limits of size by the prefix of the path, and ``slower`` those of time.
        """
        self._app = app
        self._larger = dict(larger or {})
        self._slower = dict(slower or {})
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        most = _limit(path, self._larger, MAX_BODY_BYTES)
        seconds = _limit(path, self._slower, self._seconds)
        headers = Headers(scope=scope)
        has_other_encoding = not _is_utf8(headers.get("content-type", ""))
        stated = headers.get("content-length", "")
        too_long = stated.isascii() and stated.isdigit() and int(stated[:20]) > most
        seen = 0
        deadline: float | None = None
        is_complete = False

        # Raised where the application reads, so that the application's own handlers answer it.
        async def counted() -> Message:
            nonlocal seen, deadline, is_complete
            if too_long:
                raise HTTPException(413)
            if has_other_encoding:
                raise HTTPException(400)
            if is_complete:
                # The next message is that the client is gone, whenever that may be.
                return await receive()
            deadline = deadline or current_time() + seconds
            try:
                with fail_after(deadline - current_time()):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408) from error
            is_complete = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


def _limit(path: str, by_prefix: Mapping[str, Number], default: Number) -> Number:
    """Return the largest limit of the prefixes of ``path``."""
    return max(
        (limit for start, limit in by_prefix.items() if path.startswith(start)), default=default
    )


def _is_utf8(content_type: str) -> bool:
    """Return whether a content type names no other encoding than UTF-8.

    Some, as UTF-7, make characters that no page can be written with (lone surrogates).
    """
    _, parameters = parse_options_header(content_type)
    charset = parameters.get(b"charset", b"utf-8").lower()
    return charset in {b"utf-8", b"utf8", b"us-ascii"}


class HeadAsGet:
    """Responses to ``HEAD``: those to ``GET`` without a body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


WIDGET_PAGE = "/widget"
WIDGET_FRAME = "/widget/frame"
WIDGET_SAMPLE = "/widget/sample"
WIDGET_SCRIPT = "/widget.js"
PRIVATE = "/handover/"
CONVERSATION = "/conversation/"
"""Beginnings of paths that give access to whoever knows them."""

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
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)


def safe_headers(path: str, scheme: str, widget_origins: Sequence[str]) -> Mapping[str, str]:
    """Return the security headers for ``path``, requested by ``scheme``.

    Only the widget may be framed: by our own page that shows it, and by ``widget_origins``.
    """
    is_open = path == WIDGET_FRAME and bool(widget_origins)
    is_framed = path in {WIDGET_FRAME, WIDGET_SAMPLE}
    ancestors = (
        " ".join(("'self'", *(widget_origins if is_open else ()))) if is_framed else "'none'"
    )
    framing = ("frame-src 'self'",) if path in {WIDGET_PAGE, WIDGET_SAMPLE} else ()
    shared = "cross-origin" if path == WIDGET_SCRIPT or is_open else "same-origin"
    headers = {
        "Content-Security-Policy": "; ".join((*_POLICY, *framing, f"frame-ancestors {ancestors}")),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": shared,
    }
    # Browsers ignore it over plain HTTP (RFC 6797), where nobody can vouch for it.
    if scheme == "https":
        headers["Strict-Transport-Security"] = _HTTPS_ONLY
    # X-Frame-Options cannot name origins, so the frame goes without it where sites may show it.
    if not is_open:
        headers["X-Frame-Options"] = "SAMEORIGIN" if is_framed else "DENY"
    return headers


def private_headers(path: str) -> Mapping[str, str]:
    """Return the headers that a private page must have, whatever it set; none for other pages."""
    return _UNSEEN if path.startswith((PRIVATE, CONVERSATION)) else {}


class SafeHeaders:
    """The security headers of every response; a response keeps those that it set itself."""

    def __init__(self, app: ASGIApp, widget_origins: Sequence[str]) -> None:
        self._app = app
        self._widget_origins = tuple(widget_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
