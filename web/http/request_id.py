"""Ids of requests: the header ``X-Request-ID``, and the request of the running task."""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.rate_limit import is_among

HEADER = "X-Request-ID"
_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(frozen=True, slots=True)
class CurrentRequest:
    """The request of a task, which ``started`` at this value of ``perf_counter``.

    ``is_trusted`` is whether a trusted proxy passed it on.
    """

    id: str
    started: float
    is_trusted: bool


# A task has its own value, and a thread that works for it has a copy.
_current: ContextVar[CurrentRequest | None] = ContextVar("bapta_request", default=None)


def current_request() -> CurrentRequest | None:
    """Return the request that the running code works for, None outside of requests."""
    return _current.get()


class RequestIds:
    """An id for each request, in its response; that of a trusted proxy is taken over.

    It is the outermost one, where the client of a connection is still the proxy.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        """Take over the ids of ``trusted`` addresses and networks."""
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("",))[0]
        is_trusted = is_among(peer, self._trusted)
        stated = Headers(scope=scope).get(HEADER, "")
        taken = is_trusted and _FORM.fullmatch(stated)
        request_id = stated if taken else uuid4().hex
        # Left to the end of the task: the server logs an unexpected exception after this returns.
        _current.set(CurrentRequest(request_id, perf_counter(), is_trusted))

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        await self._app(scope, receive, with_id)
