"""Background worker that sends events of cases to the operator's address."""

import logging
from collections.abc import Callable
from datetime import datetime

import anyio
import httpx2

from web.background import BackgroundWorker, Next
from web.handover.webhook import Delivery, Outbox
from web.storage.base import utc_now
from web.storage.errors import DatabaseError

_log = logging.getLogger(__name__)

# Seconds between two looks at the outbox, and after a failure of the database.
_IDLE, _RETRY = 5.0, 30.0
TIMEOUT_SECONDS = 10.0
"""Longest time of one attempt, however slowly the address answers."""
_MOST_AT_ONCE = 20


class WebhookWorker:
    """Worker that attempts the deliveries of an outbox until it is closed."""

    def __init__(
        self,
        outbox: Outbox,
        address: str,
        secret: str,
        site: str | None,
        clock: Callable[[], datetime] = utc_now,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """``site`` is the public origin and root path of Bapta, if the operator has stated it."""
        self._outbox = outbox
        self._address = address
        self._secret = secret
        self._site = site
        self._clock = clock
        self._timeout = timeout
        self.worker = BackgroundWorker("webhook", self._step, interval=_IDLE, backoff=_RETRY)

    def start(self) -> None:
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End the thread; a delivery that was not settled is attempted again."""
        self.worker.close(deadline)

    def run_once(self) -> int:
        """Attempt what is due, at most ``_MOST_AT_ONCE`` deliveries; return their number."""
        self._outbox.collect_overdue(self._clock())
        for done in range(_MOST_AT_ONCE):
            taken = self._outbox.take(self._clock())
            if taken is None:
                return done
            succeeded, result = self._attempt(taken)
            self._outbox.settle(taken, self._clock(), result, succeeded=succeeded)
            if not succeeded:
                _log.warning(
                    "The webhook of %s failed (attempt %d): %s",
                    taken.reference,
                    taken.attempts,
                    result,
                )
        return _MOST_AT_ONCE

    def _step(self) -> Next | None:
        try:
            return Next(0.0) if self.run_once() == _MOST_AT_ONCE else None
        except DatabaseError as error:
            _log.error("The webhook gets no events: %s", error)
            return Next(_RETRY, succeeded=False)

    def _attempt(self, taken: Delivery) -> tuple[bool, str]:
        """Send a delivery; return whether it was taken, and the result in a few words."""
        body = taken.body(self._site)
        headers = taken.headers(body, self._secret, self._clock())
        try:
            status = anyio.run(self._send, body, headers)
        except TimeoutError:
            return False, f"no answer in {self._timeout:g} s"
        except httpx2.HTTPError as error:
            # The message may repeat the address, whose path may be a secret.
            return False, type(error).__name__
        return 200 <= status < 300, f"HTTP {status}"

    async def _send(self, body: bytes, headers: dict[str, str]) -> int:
        # No redirect is followed: only the address that the operator set is asked. The answer's
        # body is not read. The limit holds for the whole attempt, also if bytes come one by one.
        with anyio.fail_after(self._timeout):
            async with (
                httpx2.AsyncClient(follow_redirects=False, timeout=self._timeout) as client,
                client.stream("POST", self._address, content=body, headers=headers) as response,
            ):
                return response.status_code
