"""Rate limit: the key of a client behind trusted proxies, and the limiter by client."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network
from threading import Lock
from time import monotonic

_UNKNOWN = "unknown"


def client_address(peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[str]) -> str:
    """Return a key for the client: its IPv4 address, or the /64 network of its IPv6 address.

    ``peer`` is the address that the connection came from, ``forwarded_for`` the values of the
    ``X-Forwarded-For`` headers. These are read from the right, and only as far as each hop is a
    trusted proxy: what is further left was written by the client itself.
    """
    address = _address(peer)
    hops = [hop for value in forwarded_for for hop in value.split(",")]
    for hop in reversed(hops):
        if address is None or not is_among(str(address), trusted):
            break
        address = _address(hop.strip()) or address
    return _UNKNOWN if address is None else _key(address)


def is_among(peer: str, networks: Sequence[str]) -> bool:
    """Return whether ``peer`` is an address in one of ``networks``."""
    address = _address(peer)
    return address is not None and any(
        address in ip_network(network, strict=False) for network in networks
    )


def network_of(client: str) -> str:
    """Return the key of the network that the client with the key ``client`` may take addresses of.

    That is the /48 network of an IPv6 client, which one customer of a provider can be given; an
    IPv4 client is its own network.
    """
    return wider_network(client, None, 48)


def wider_network(client: str, ipv4_bits: int | None, ipv6_bits: int) -> str:
    """Return the key of the network of ``client`` with so many leading bits."""
    try:
        network = ip_network(client)
    except ValueError:
        return client
    bits = ipv4_bits if isinstance(network, IPv4Network) else ipv6_bits
    return client if bits is None else str(network.supernet(new_prefix=bits))


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _key(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    # One household or phone is given a whole /64 and may use any address in it.
    return str(ip_network((address, 64), strict=False))


WINDOW = 60.0
"""Seconds of the window by default."""
DAY = 86_400.0
MAX_CLIENTS = 10_000
# Seconds within which costs share an entry, so that many cheap requests take little memory.
_SLOT = 1.0
# Costs are summed as whole thousandths: sums of fractions would not be exact.
_PARTS = 1000


@dataclass(slots=True)
class _Spending:
    """The costs of a client in the window, in thousandths of a question, oldest first."""

    slots: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0

    def forget(self, before: float) -> None:
        while self.slots and self.slots[0][0] <= before:
            self.total -= self.slots.popleft()[1]

    def add(self, now: float, cost: int) -> None:
        """Add a cost to the newest slot, or to a new one."""
        self.total += cost
        if self.slots and now - self.slots[-1][0] < _SLOT:
            start, spent = self.slots.pop()
            self.slots.append((start, spent + cost))
        else:
            self.slots.append((now, cost))

    def freed(self, excess: int) -> float:
        """Return the time of the slot with which ``excess`` leaves the window."""
        for start, spent in self.slots:
            excess -= spent
            if excess <= 0:
                return start
        raise AssertionError("More is in excess than was spent.")


class RateLimiter:
    """A sliding window for each client, in the memory of this process.

    At most ``MAX_CLIENTS`` clients are kept; the least recent is evicted first.
    """

    def __init__(
        self, limit: int, clock: Callable[[], float] = monotonic, window: float = WINDOW
    ) -> None:
        """Allow requests that cost ``limit`` in ``window`` seconds; 0 allows any number."""
        self._limit = limit * _PARTS
        self._window = window
        self._clock = clock
        self._clients: OrderedDict[str, _Spending] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str, cost: float = 1.0) -> int:
        """Count a request of ``client``; return 0 when it is allowed, else whole seconds to wait.

        ``cost`` is in questions. A cost above the limit counts as the limit, so that every request
        is allowed at some time; a refused request is not counted.
        """
        parts = min(round(cost * _PARTS), self._limit)
        if parts <= 0:
            return 0
        now = self._clock()
        with self._lock:
            spending = self._clients.setdefault(client, _Spending())
            self._clients.move_to_end(client)
            if len(self._clients) > MAX_CLIENTS:
                self._clients.popitem(last=False)
            spending.forget(now - self._window)
            excess = spending.total + parts - self._limit
            if excess > 0:
                return max(1, math.ceil(spending.freed(excess) + self._window - now))
            spending.add(now, parts)
        return 0
