"""A limit on the size of request bodies."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024


class BodyLimit:
    """Refuse a body of more than ``MOST_BYTES`` as it is read, whatever length it states."""

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] | None = None) -> None:
        """Put the limit before ``app``; ``larger`` are limits of paths by their beginning."""
        self._app = app
        self._larger = dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run ``app``, counting the bytes that it receives."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"].removeprefix(scope.get("root_path", "")))
        stated = Headers(scope=scope).get("content-length", "")
        too_long = stated.isascii() and stated.isdigit() and int(stated[:20]) > most
        seen = 0

        # Raised where the application reads, so that the application's own handlers answer it.
        async def counted() -> Message:
            nonlocal seen
            if too_long:
                raise HTTPException(413)
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)

    def _most(self, path: str) -> int:
        sizes = (size for start, size in self._larger.items() if path.startswith(start))
        return max(sizes, default=MOST_BYTES)
