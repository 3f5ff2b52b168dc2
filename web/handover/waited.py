"""How long a case waits, in words."""

from datetime import timedelta

from web.wording import Wording


def since(wording: Wording, waited: timedelta) -> str:
    """How long something waits, in days, hours or minutes."""
    minutes = max(0, int(waited.total_seconds()) // 60)
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length:
            return wording.count(f"handover.waits.{unit}", minutes // length)
    return wording.count("handover.waits.minutes", minutes)
