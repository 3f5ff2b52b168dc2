"""A limit on the size of request bodies."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024


class BodyLimit:
    """Refuse a body of more than ``MOST_BYTES`` as it is read, whatever length it states."""

    def __init__(self, app: ASGIApp) -> None:
        """Put the limit before ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run ``app``, counting the bytes that it receives."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        too_long = stated.isascii() and stated.isdigit() and int(stated[:20]) > MOST_BYTES
        seen = 0

        # Raised where the application reads, so that the application's own handlers answer it.
        async def counted() -> Message:
            nonlocal seen
            if too_long:
                raise HTTPException(413)
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
