"""Limits of submissions a minute and a day, for clients and for the networks around them."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from web.http.rate_limit import DAY, RateLimiter, wider_network

A_MINUTE = 5
"""Submissions of one client a minute."""


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """Submissions of a network a day; its addresses share so many leading bits."""

    ipv4_bits: int
    ipv6_bits: int
    most: int


# One customer can be given an IPv6 /48, a provider a /32.
A_DAY = (DailyLimit(32, 64, 20), DailyLimit(24, 48, 50), DailyLimit(16, 32, 200))
RESERVED_FROM = 0.5
"""Share of the queue from which on a submission counts as several."""
RESERVED_COST = 4.0


class SubmissionLimits:
    """Limits of submissions, in the memory of this process."""

    def __init__(self, *, is_limited: bool, clock: Callable[[], float] = monotonic) -> None:
        """Without ``is_limited`` any number may be submitted."""
        self._minute = RateLimiter(A_MINUTE if is_limited else 0, clock)
        self._days = [
            (daily, RateLimiter(daily.most if is_limited else 0, clock, DAY)) for daily in A_DAY
        ]

    def wait(self, client: str, fullness: float) -> int:
        """Count a submission of ``client``; return 0 if it is allowed, else seconds to wait.

        ``fullness`` is the taken share of the queue. The second half is kept for those who have
        submitted little: no network can fill it.
        """
        cost = RESERVED_COST if fullness >= RESERVED_FROM else 1.0
        if wait := self._minute.wait(client):
            return wait
        for daily, limiter in self._days:
            network = wider_network(client, daily.ipv4_bits, daily.ipv6_bits)
            if wait := limiter.wait(network, cost):
                return wait
        return 0
