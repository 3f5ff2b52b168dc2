"""Limits of submissions a minute and a day, for clients and for the networks around them."""

from collections.abc import Callable
from time import monotonic

from web.http.rate_limit import DAY, RateLimiter, wider_network

A_MINUTE = 5
"""Submissions of one client a minute."""

# Leading bits of IPv4 and IPv6 addresses, and submissions of such a network a day. One customer can
# be given an IPv6 /48, a provider a /32.
_A_DAY = ((32, 64, 20), (24, 48, 50), (16, 32, 200))
RESERVED_FROM = 0.5
"""Share of the queue from which on a submission counts as several."""
RESERVED_COST = 4.0


class SubmissionLimits:
    """Limits of submissions, in the memory of this process."""

    def __init__(self, *, is_limited: bool, clock: Callable[[], float] = monotonic) -> None:
        """Without ``is_limited`` any number may be submitted."""
        self._minute = RateLimiter(A_MINUTE if is_limited else 0, clock)
        self._days = [
            (bits, RateLimiter(most if is_limited else 0, clock, DAY)) for *bits, most in _A_DAY
        ]

    def wait(self, client: str, fullness: float) -> int:
        """Count a submission of ``client``; return 0 if it is allowed, else seconds to wait.

        ``fullness`` is the taken share of the queue. The second half is kept for those who have
        submitted little: no network can fill it.
        """
        cost = RESERVED_COST if fullness >= RESERVED_FROM else 1.0
        if wait := self._minute.wait(client):
            return wait
        for (ipv4_bits, ipv6_bits), limiter in self._days:
            if wait := limiter.wait(wider_network(client, ipv4_bits, ipv6_bits), cost):
                return wait
        return 0
