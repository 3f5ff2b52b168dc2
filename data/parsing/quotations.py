"""Detection of provisions quoted in an amending act, which are not articles of that act.

A quotation of single words ends on its line; a quoted provision ("29-1-бап. …") may span many
lines and contain quotations itself.
"""

import re
from collections.abc import Sequence

from data.parsing.markers import Marker, match_marker

_SIGN = re.compile(r"[\"«»“”„]")
_OPENING, _CLOSING = "«„", "»”"
_ENDS = re.compile(r"[\"»”]\s*[;.,]?\s*$")
_ENDS_INSIDE = re.compile(r"[\"»”]\s*[;.]\s+(?=[\dСA])")
# Characters of the last article within which it states when the act enters into force.
_MAX_LAST_LENGTH = 200
_IN_FORCE = re.compile(
    r"\b(?:қолданысқа\s+енгізіле|күшіне\s+ен|вводится\s+в\s+действие|вступает\s+в\s+силу"
    r"|shall\s+(?:be\s+put\s+into|enter\s+into))"
)

TextRange = tuple[int, int]


def find_quoted_ranges(texts: Sequence[str], language: str) -> list[list[TextRange]]:
    """Return the half-open quoted ranges of each text (the blocks of an act in order).

    A quoted provision that is never closed ends with the text in which it begins.
    """
    found: list[list[TextRange]] = []
    local: set[int] = set()
    start = 0
    while start < len(texts):
        ranges, opened = _scan(texts, start, local, language)
        if opened is None:
            return found[:start] + ranges
        # Never closed: limit the quotation to its text and scan again from there.
        local.add(opened)
        found = found[:start] + ranges[: opened - start]
        start = opened
    return found


def _scan(
    texts: Sequence[str], first: int, local: set[int], language: str
) -> tuple[list[list[TextRange]], int | None]:
    """Return the ranges from the text ``first`` on, and the text with an unclosed quotation.

    Quotations that open in one of the texts ``local`` end there.
    """
    result: list[list[TextRange]] = []
    depth, opened = 0, 0
    before = texts[first - 1] if first else ""
    for number in range(first, len(texts)):
        text = texts[number]
        if depth and _is_last_article(text, before, language):
            depth = 0
        ranges: list[TextRange] = []
        begin = 0
        # The open quotation may continue in the next text.
        is_multiline = depth > 0
        resumed = _last_article_offset(text, language)
        for sign in _SIGN.finditer(text):
            offset = sign.start()
            if resumed is not None and depth and offset >= resumed:
                ranges.append((begin, resumed))
                depth, is_multiline = 0, False
            if _opens(text, offset, is_multiline):
                if depth == 0:
                    begin, opened = offset, number
                    is_multiline = number not in local and _is_block(text, offset, before, language)
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    ranges.append((begin, sign.end()))
                    is_multiline = False
        if depth and resumed is not None and begin < resumed:
            ranges.append((begin, resumed))
            depth = 0
        if depth and is_multiline:
            # One sign closes the words and the provision: «… "… туралы";»
            closed = depth > 1 and _ENDS.search(text) is not None
            ranges.append((begin, len(text)))
            depth = 0 if closed else 1
        elif depth:
            if number in local:
                ranges.append((begin, len(text)))
            depth = 0
        result.append(ranges)
        before = text
    return result, opened if depth else None


def _opens(text: str, offset: int, inside: bool) -> bool:
    """Return whether the quotation mark at ``offset`` opens a quotation."""
    sign = text[offset]
    if sign in _OPENING:
        return True
    if sign in _CLOSING:
        return False
    left, right = text[offset - 1 : offset], text[offset + 1 : offset + 2]
    if not left or left.isspace() or left in '([«“"-–|':
        # A sign alone on its line closes an open quotation, else it opens one.
        if not right or right.isspace():
            return not inside
        return right not in ";.,:)"
    return False


def _is_block(text: str, offset: int, before: str, language: str) -> bool:
    """Return whether the quotation may span lines: it is a provision or follows a colon."""
    lead = text[:offset].rstrip()
    if lead.endswith(":") or (not lead and before.rstrip().endswith(":")):
        return True
    return match_marker(text[offset:].lstrip('"«“„ '), language) is not None


def _last_article_offset(text: str, language: str) -> int | None:
    """Return the offset of the act's last article after a quotation inside a line, if any."""
    if _IN_FORCE.search(text) is None:
        return None
    for end in _ENDS_INSIDE.finditer(text):
        match = match_marker(text[end.end() : end.end() + 40], language)
        if match is not None and match.marker is Marker.ARTICLE:
            tail = text[end.end() : end.end() + _MAX_LAST_LENGTH]
            if _IN_FORCE.search(tail) is not None:
                return end.end()
    return None


def _is_last_article(text: str, before: str, language: str) -> bool:
    """Return whether the text is the act's last article, which states its entry into force."""
    match = match_marker(text, language)
    if match is None or match.marker is not Marker.ARTICLE or _ENDS.search(before) is None:
        return False
    return _IN_FORCE.search(text) is not None
