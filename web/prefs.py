"""The visitor's preferences: language and display, in the one cookie of the public pages."""

import re
from dataclasses import dataclass, replace
from typing import Self

from data.model import LANGUAGES
from web.languages import accepted_language

COOKIE = "prefs"
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")

_COOKIE = re.compile(rf"({'|'.join(LANGUAGES)})\.({'|'.join(THEMES)})\.({'|'.join(SIZES)})")


@dataclass(frozen=True, slots=True)
class Prefs:
    """Language of the interface, colours (``auto`` follows the device) and size of type."""

    language: str
    theme: str = "auto"
    size: str = "normal"

    @property
    def cookie(self) -> str:
        """The value of the cookie."""
        return f"{self.language}.{self.theme}.{self.size}"

    def with_choices(self, language: str, theme: str, size: str) -> Self:
        """These preferences with each choice that is a known one."""
        return replace(
            self,
            language=language if language in LANGUAGES else self.language,
            theme=theme if theme in THEMES else self.theme,
            size=size if size in SIZES else self.size,
        )


def read_prefs(cookie: str | None, accept_language: str | None) -> Prefs:
    """The preferences that a request states; a cookie that is not ours counts as none."""
    match = _COOKIE.fullmatch(cookie or "")
    if match:
        return Prefs(match[1], match[2], match[3])
    return Prefs(accepted_language(accept_language))
