"""Options of the widget on a site: their reading, and the HTML that carries them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Self
from urllib.parse import urlsplit

from data.model import LANGUAGES
from web.http.preferences import THEMES

SIDES = ("right", "left")
ACCENT = "#0b5d6f"
MAX_OFFSET = 300
MAX_EXAMPLES = 6
MAX_EXAMPLE_CHARACTERS = 200
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class WidgetOptions:
    """Look and examples of the widget; the default of each is that of an absent attribute.

    ``language`` is empty where that of the page around the widget counts. ``offset`` is the
    distance to the lower edge of the window in CSS pixels, beyond the usual one.
    """

    language: str = ""
    side: str = SIDES[0]
    theme: str = THEMES[0]
    accent: str = ACCENT
    offset: int = 0
    examples: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, language: str, side: str, theme: str, accent: str, offset: str, examples: str
    ) -> Self:
        """Return the options that a form states; what is no option counts as the default.

        ``examples`` has a question a line.
        """
        distance = int(offset) if re.fullmatch(r"[0-9]{1,4}", offset.strip()) else 0
        return cls(
            language if language in LANGUAGES else "",
            side if side in SIDES else SIDES[0],
            theme if theme in THEMES else THEMES[0],
            accent.lower() if re.fullmatch(r"#[0-9A-Fa-f]{6}", accent) else ACCENT,
            min(distance, MAX_OFFSET),
            _examples(examples),
        )

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Return the attributes of the script's tag that differ from the default."""
        offset = str(self.offset) if self.offset else ""
        accent = self.accent if self.accent != ACCENT else ""
        stated = (
            ("data-lang", self.language),
            ("data-side", self.side if self.side != SIDES[0] else ""),
            ("data-theme", self.theme if self.theme != THEMES[0] else ""),
            ("data-accent", accent),
            ("data-offset", offset),
            ("data-questions", SEPARATOR.join(self.examples)),
        )
        return tuple((name, value) for name, value in stated if value)

    def snippet(self, site: str, link: str) -> str:
        """Return the HTML for a page that shows the widget of ``site``.

        ``link`` is the text of the link that stands in its place where scripts are off.
        """
        attributes = "".join(f'\n  {name}="{escape(value)}"' for name, value in self.attributes)
        return (
            f'<script src="{escape(site)}/widget.js"{attributes} defer></script>\n'
            f'<noscript><a href="{escape(site)}/">{escape(link)}</a></noscript>'
        )


def _examples(typed: str) -> tuple[str, ...]:
    lines = (" ".join(line.replace(SEPARATOR, " ").split()) for line in typed.splitlines())
    return tuple(line[:MAX_EXAMPLE_CHARACTERS] for line in lines if line)[:MAX_EXAMPLES]


class Permission(StrEnum):
    """Standing of a site that is to show the widget."""

    UNASKED = "unasked"
    MALFORMED = "malformed"
    ALLOWED = "allowed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class SitePermission:
    """Permission of the site at ``origin``, which is empty where no origin could be read."""

    state: Permission
    origin: str = ""


def site_permission(typed: str, origins: tuple[str, ...]) -> SitePermission:
    """Return whether the site at the address ``typed`` is among ``origins``.

    An address without a scheme is one of https.
    """
    address = typed.strip().lower()
    if not address:
        return SitePermission(Permission.UNASKED)
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:
        return SitePermission(Permission.MALFORMED)
    origin = f"{parts.scheme}://{parts.netloc}"
    if not re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", origin):
        return SitePermission(Permission.MALFORMED)
    is_allowed = origin in {each.lower() for each in origins}
    return SitePermission(Permission.ALLOWED if is_allowed else Permission.ABSENT, origin)
