"""Quoted provisions: in an amending act, the words that another act is to have.

«29-1-бап. …» inside quotation marks is no article of the act that quotes it. A quotation of words
ends on its line; a quoted provision may go on over many lines and holds quotations itself.
"""

import re
from collections.abc import Sequence

from data.parsing.markers import match_marker

_SIGN = re.compile(r"[\"«»“”„]")
_OPENING, _CLOSING = "«„", "»”"
_ENDS = re.compile(r"[\"»”]\s*[;.,]?\s*$")
_ENDS_INSIDE = re.compile(r"[\"»”]\s*[;.]\s+(?=[\dСA])")
# Characters of the last article within which it says when the act comes into force.
_MAX_LAST_LENGTH = 200
_IN_FORCE = re.compile(
    r"\b(?:қолданысқа\s+енгізіле|күшіне\s+ен|вводится\s+в\s+действие|вступает\s+в\s+силу"
    r"|shall\s+(?:be\s+put\s+into|enter\s+into))"
)

LineRange = tuple[int, int]


def find_quoted_lines(texts: Sequence[str], language: str) -> list[list[LineRange]]:
    """For each text (a unit in the act's order) the half-open spans that stand in a quotation.

    A quoted provision that is never closed is taken to end with the text that it begins in.
    """
    found: list[list[LineRange]] = []
    local: set[int] = set()
    start = 0
    while start < len(texts):
        spans, opened = _scan(texts, start, local, language)
        if opened is None:
            return found[:start] + spans
        # Never closed: the text that opens it keeps it to itself, and all is read again from there.
        local.add(opened)
        found = found[:start] + spans[: opened - start]
        start = opened
    return found


def _scan(
    texts: Sequence[str], first: int, local: set[int], language: str
) -> tuple[list[list[LineRange]], int | None]:
    """The spans from the text ``first`` on, and the text whose quotation is not closed."""
    result: list[list[LineRange]] = []
    depth, opened = 0, 0
    before = texts[first - 1] if first else ""
    for number in range(first, len(texts)):
        text = texts[number]
        if depth and _resumes(text, before, language):
            depth = 0
        spans: list[LineRange] = []
        begun = 0
        hard = depth > 0
        resumed = _resumed_at(text, language)
        for sign in _SIGN.finditer(text):
            if resumed is not None and depth and sign.start() >= resumed:
                spans.append((begun, resumed))
                depth, hard = 0, False
            if _opens(text, sign.start(), hard):
                if depth == 0:
                    begun, opened = sign.start(), number
                    hard = number not in local and _is_block(text, sign.start(), before, language)
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    spans.append((begun, sign.end()))
                    hard = False
        if depth and resumed is not None and begun < resumed:
            spans.append((begun, resumed))
            depth = 0
        if depth and hard:
            # One sign closes the words and the provision: «… "… туралы";»
            closed = depth > 1 and _ENDS.search(text) is not None
            spans.append((begun, len(text)))
            depth = 0 if closed else 1
        elif depth:
            if number in local:
                spans.append((begun, len(text)))
            depth = 0
        result.append(spans)
        before = text
    return result, opened if depth else None


def _opens(text: str, place: int, inside: bool) -> bool:
    sign = text[place]
    if sign in _OPENING:
        return True
    if sign in _CLOSING:
        return False
    left, right = text[place - 1 : place], text[place + 1 : place + 2]
    if not left or left.isspace() or left in '([«“"-–|':
        # A sign alone on its line closes what is open and opens where nothing is.
        if not right or right.isspace():
            return not inside
        return right not in ";.,:)"
    return False


def _is_block(text: str, place: int, before: str, language: str) -> bool:
    """Whether the quotation may go on past its line: a provision, or what follows a colon."""
    lead = text[:place].rstrip()
    if lead.endswith(":") or (not lead and before.rstrip().endswith(":")):
        return True
    return match_marker(text[place:].lstrip('"«“„ '), language) is not None


def _resumed_at(text: str, language: str) -> int | None:
    """Where the act's last article begins inside a line, after the end of a quotation."""
    if _IN_FORCE.search(text) is None:
        return None
    for end in _ENDS_INSIDE.finditer(text):
        found = match_marker(text[end.end() : end.end() + 40], language)
        if found is not None and found.mark == "art":
            tail = text[end.end() : end.end() + _MAX_LAST_LENGTH]
            if _IN_FORCE.search(tail) is not None:
                return end.end()
    return None


def _resumes(text: str, before: str, language: str) -> bool:
    """Whether the act itself goes on: its last article says when it comes into force."""
    found = match_marker(text, language)
    if found is None or found.mark != "art" or _ENDS.search(before) is None:
        return False
    return _IN_FORCE.search(text) is not None
