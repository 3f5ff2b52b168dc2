"""Which client a request comes from, through the proxies that the operator trusts."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_UNKNOWN = "unknown"


def client_of(peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[str]) -> str:
    """A key for the client: its IPv4 address, or the /64 network of its IPv6 address.

    ``peer`` is the address that the connection came from, ``forwarded_for`` the values of the
    ``X-Forwarded-For`` headers. These are read from the right, and only as far as each hop is a
    trusted proxy: what stands further left was written by the client itself.
    """
    networks = [ip_network(network, strict=False) for network in trusted]
    address = _address(peer)
    hops = [hop for value in forwarded_for for hop in value.split(",")]
    for hop in reversed(hops):
        if address is None or not any(address in network for network in networks):
            break
        address = _address(hop.strip()) or address
    return _UNKNOWN if address is None else _key(address)


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
