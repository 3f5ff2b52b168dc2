"""HTTP connections of the server, bounded in the size and the time of a request's head.

A server without a proxy in front of it must itself refuse what never ends: heads of any size, and
connections that send nothing or a part of a request.
"""

from asyncio import TimerHandle, Transport

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.http.rate_limit import client_address, is_among, network_of

MAX_HEAD_BYTES = 32 * 1024
"""Size of a request line with its headers."""
HEAD_SECONDS = 10.0
"""Time in which a head must be complete, from the connection or from its first byte on."""
MAX_CONNECTIONS = 1000
"""Connections of one process; a request on one more gets 503."""
MAX_CLIENT_CONNECTIONS = 100
"""Connections of one network that is no trusted proxy; one more is closed."""


class BoundedProtocol(H11Protocol):
    """A connection that is closed unless each head of a request is complete in time."""

    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Accept the connection, unless its network has too many."""
        super().connection_made(transport)
        if self._is_above_share():
            transport.abort()
        else:
            self._start_deadline()

    def data_received(self, received: bytes) -> None:
        """Take bytes; the time of a head begins with its first one."""
        super().data_received(received)
        if not self._is_between_requests():
            self._stop_deadline()
        elif self._deadline is None:
            self._start_deadline()

    def on_response_complete(self) -> None:
        """Wait for the next request, whose head may have begun already."""
        super().on_response_complete()
        if self.conn.trailing_data[0] and self._is_between_requests():
            self._start_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_deadline()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        """Return whether no head is complete, or the rest of an answered body is still sent."""
        is_answered = self.cycle is not None and self.cycle.response_complete
        return self.conn.their_state is h11.IDLE or is_answered

    def _start_deadline(self) -> None:
        self._stop_deadline()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_above_share(self) -> bool:
        peer = self.client[0] if self.client else None
        if peer is None or is_among(peer, self.config.forwarded_allow_ips or ()):
            return False
        own = _network(peer)
        count = sum(
            isinstance(each, H11Protocol)
            and each.client is not None
            and _network(each.client[0]) == own
            for each in self.connections
        )
        return count > MAX_CLIENT_CONNECTIONS


def _network(peer: str) -> str:
    return network_of(client_address(peer, (), ()))
