"""Preferences of a visitor: language, theme and text size, from cookie and headers."""

import re
from dataclasses import dataclass, replace
from typing import Self

from data.model import LANGUAGES

DEFAULT_LANGUAGE = "kk"

_RANGE = re.compile(
    r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*"
)


def accepted_language(header: str | None, default: str = DEFAULT_LANGUAGE) -> str:
    """Return the interface language that an ``Accept-Language`` header prefers.

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


COOKIE = "prefs"
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")

_COOKIE = re.compile(rf"({'|'.join(LANGUAGES)})\.({'|'.join(THEMES)})\.({'|'.join(SIZES)})")


@dataclass(frozen=True, slots=True)
class Prefs:
    """Language of the interface, colours (``auto`` follows the device) and font size."""

    language: str
    theme: str = "auto"
    size: str = "normal"

    @property
    def cookie(self) -> str:
        return f"{self.language}.{self.theme}.{self.size}"

    def with_choices(self, language: str, theme: str, size: str) -> Self:
        """Return these preferences with each valid choice."""
        return replace(
            self,
            language=language if language in LANGUAGES else self.language,
            theme=theme if theme in THEMES else self.theme,
            size=size if size in SIZES else self.size,
        )


def read_prefs(cookie: str | None, accept_language: str | None) -> Prefs:
    """Return the preferences that a request states; a foreign cookie counts as none."""
    match = _COOKIE.fullmatch(cookie or "")
    if match:
        return Prefs(match[1], match[2], match[3])
    return Prefs(accepted_language(accept_language))
