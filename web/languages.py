"""The languages of the interface and how one is chosen for a visitor."""

import re

from data.model import LANGUAGES

DEFAULT_LANGUAGE = "kk"

_RANGE = re.compile(
    r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*"
)


def accepted_language(header: str | None, default: str = DEFAULT_LANGUAGE) -> str:
    """The interface language that an ``Accept-Language`` header likes best.

    Follows RFC 9110, section 12.5.4, for primary language tags; what cannot be read is passed
    over, and the first of equals wins.
    """
    best, best_quality = default, 0.0
    for part in (header or "")[:200].split(","):
        match = _RANGE.fullmatch(part)
        if match is None or match[1].lower() not in LANGUAGES:
            continue
        quality = float(match[2]) if match[2] else 1.0
        if quality > best_quality:
            best, best_quality = match[1].lower(), quality
    return best
