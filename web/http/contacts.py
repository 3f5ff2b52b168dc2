"""Contacts of the operator: lines by language, with numbers and addresses as links."""

import re
from dataclasses import dataclass

from qa.messages import lines_for

_LINK = re.compile(
    r"""
    (?P<web>https?://[^\s<>"']+[^\s<>"'.,;:!?)])        # address of a page
    | (?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)           # address of mail
    | (?<![\w.:/-])(?P<tel>\+?\d[\d\s()-]{4,18}\d     # telephone number
    | 1\d{2,3})(?![\w:./-]*\d)                         # short number, such as 102 or 1402
    """,
    re.VERBOSE,
)
_MIN_DIGITS, _MAX_DIGITS = 3, 15


@dataclass(frozen=True, slots=True)
class ContactPart:
    """A piece of a line; ``href`` is None for plain text."""

    text: str
    href: str | None = None


def contact_lines(contacts: str, language: str) -> tuple[tuple[ContactPart, ...], ...]:
    """Return the lines for visitors with the interface in ``language``, cut at their links."""
    return tuple(_parts(line) for line in lines_for(contacts, language))


def _parts(line: str) -> tuple[ContactPart, ...]:
    parts, end = [], 0
    for found in _LINK.finditer(line):
        href = _href(found)
        if href is None:
            continue
        if found.start() > end:
            parts.append(ContactPart(line[end : found.start()]))
        parts.append(ContactPart(found[0], href))
        end = found.end()
    return (*parts, ContactPart(line[end:])) if end < len(line) else tuple(parts)


def _href(found: re.Match[str]) -> str | None:
    if found["web"]:
        return found[0]
    if found["mail"]:
        return f"mailto:{found[0]}"
    digits = re.sub(r"[^0-9+]", "", found[0])
    return f"tel:{digits}" if _MIN_DIGITS <= len(digits) <= _MAX_DIGITS + 1 else None
