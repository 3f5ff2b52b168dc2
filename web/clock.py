"""The wall clock of the server."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present time, aware of its zone, UTC."""
    return datetime.now(UTC)
