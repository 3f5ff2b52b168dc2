"""Layout of a source: which of its lines begin a block, and which continue the one before.

A source scraped from a legal database breaks a paragraph at each link, so that a flush line that
follows no blank line continues the paragraph above it ("пунктов", "3)", ", ", "4)").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.parsing.boilerplate import begins_attachment, begins_note, is_signature
from data.parsing.lowered_headings import has_lowered_headings
from data.parsing.markers import (
    HEADINGS,
    Marker,
    MarkerMatch,
    match_lowered_heading,
    match_marker,
)
from data.parsing.repeals import bare_range
from data.repair.lines import Line
from data.repair.pipeline import RepairedLine

FIRST_INDENT = range(3, 13)
"""Columns: a line with this indentation begins a block; a deeper one continues a heading."""
_LONG_LINE = 160
_ENDS = (".", ";", ":", "!", "?")
_ROW = re.compile(r"^\||\S\s+\|(?:\s|$)|\|$")
# The rest of a link to another act, on a line of its own.
_CODE = re.compile(r"[A-ZРК]\d{5,10}_?")
# The number of an article or paragraph with its ending, inside a sentence ("61-бабының").
_INFLECTED = re.compile(r"\d[\d-]*-[а-яәғқңөұүһі]{3,}")
# The number of an act, on a line of its own or at its beginning.
_ACT_NUMBER = re.compile(r"(?:№|N|No\.)\s?\d")
# "(1)" or "(a)" on a line of its own, as in acts of the European Union; its text is below.
_BARE_NUMBER = re.compile(r"\((?:[1-9][0-9]{0,2}|[a-z]{1,2}|[ivxl]{1,5})\)")
# "Article 3 and Article 4." and "Статьей 5 Кодекса" name other provisions inside a sentence.
_CITATION = re.compile(
    r"(?:Articles?|Sections?|Chapters?|Parts?|Paragraphs?|Стат(?:ь|ей)\w*|Глав\w*|Раздел\w*)\s+\d"
    r"|\d[\d-]*\s?-?\s?(?:бап|тарау|бөлім)\w*\s+[а-яәғқңөұүһі]"
)
# Below the title of a section, "Section 5 applies …" is text of its own.
_OPEN_END = re.compile(r"\b(?:also|and|affects?|by|from|in|of|or|see|to|under|with)$")
# A line with at least so many characters was broken by its width, not by its author.
_FULL = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout of the paragraphs of a source: indented first lines, wrapped lines, broken lines."""

    indented: bool
    wrapped: bool
    # Blank lines or indentations separate the paragraphs, and links break them.
    linked: bool
    # Headings of articles are in small letters.
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Line after the first of a block: blank line above, open heading that it may continue."""

    line: Line
    after_blank: bool
    heading: Marker | None


def is_row(text: str) -> bool:
    """Return whether the line is a row of a table."""
    return "|" in text and _ROW.search(text) is not None


def find_layout(lines: Sequence[RepairedLine], language: str) -> Layout:
    """Return the layout of a source."""
    printed = [item.line for item in lines if not item.line.blank]
    long_lines = sum(len(line.text) > _LONG_LINE for line in printed)
    indented = sum(line.indent in FIRST_INDENT for line in printed)
    flush_after_blank = sum(
        before.line.blank and not after.line.blank and after.line.indent < FIRST_INDENT.start
        for before, after in pairwise(lines)
    )
    wrapped = long_lines * 20 <= len(printed)
    below = list(_flush_below_text(lines, language))
    broken = sum(goes_on for goes_on in below)
    is_linked = broken > 0 and (len(below) - broken) * 4 <= flush_after_blank + indented
    return Layout(
        wrapped and indented > flush_after_blank,
        wrapped,
        is_linked,
        has_lowered_headings(lines, language, goes_on),
    )


def line_marker(text: str, language: str, layout: Layout) -> MarkerMatch | None:
    """Return the marker at the beginning of a line or of a block."""
    match = match_marker(text, language)
    if match is None and layout.lowered:
        return match_lowered_heading(text, language)
    return match


def _flush_below_text(lines: Sequence[RepairedLine], language: str) -> Iterator[bool]:
    """Yield for each flush line directly below text whether it continues its sentence."""
    for before, after in pairwise(lines):
        above, line = before.line.text, after.line
        if not above or line.blank or line.indent in FIRST_INDENT:
            continue
        if is_row(above) or is_row(line.text) or begins_note(line.text):
            continue
        marker = match_marker(line.text, language)
        if marker is not None and marker.marker in HEADINGS:
            continue
        if goes_on(above, line.text) or (
            marker is not None and _is_cited(above, line.text, marker)
        ):
            yield True
        elif above.endswith(_ENDS) or marker is not None:
            above_marker = match_marker(above, language)
            if above_marker is None or above_marker.end < len(above):
                yield False


def goes_on(above: str, text: str) -> bool:
    """Return whether the text can only go on with the sentence of the line above it."""
    if text[0] in ",;.)»" or (_ACT_NUMBER.match(text) and not above.endswith((";", ":", "!", "?"))):
        return True
    return text[0].islower() and not above.endswith(_ENDS)


def begins_block(place: Place, above: str, match: MarkerMatch | None, layout: Layout) -> bool:
    """Return whether a line begins a block; ``above`` is the line before it in the open block."""
    text, indent = place.line.text, place.line.indent
    marker = match.marker if match else None
    is_heading = marker in HEADINGS
    row = is_row(text)
    if row or is_row(above):
        return not (row and is_row(above)) or _ends_table(text, above)
    is_flush = not place.after_blank and indent not in FIRST_INDENT
    in_heading = place.heading in HEADINGS
    if is_flush and not in_heading and match is not None and _is_cited(above, text, match):
        return False
    if is_heading and text[0].islower() and is_flush and not in_heading and goes_on(above, text):
        # "ст. 5. Иное …" below "Суд применяет" is a reference.
        return False
    if begins_note(text) and (not layout.indented or (layout.linked and is_flush)):
        return True
    if is_heading:
        return True
    if _BARE_NUMBER.fullmatch(above) and marker is None and not begins_note(text):
        return False
    # Below a blank line the title of an article may go on, the first item of a list may not.
    may_go_on = place.heading is Marker.ARTICLE and not text.endswith((";", ":"))
    if place.after_blank and in_heading and not may_go_on:
        return True
    if layout.linked and match is None and not in_heading and _is_cut(above, text):
        return False
    if indent in FIRST_INDENT and (layout.wrapped or layout.linked):
        return True
    if indent >= FIRST_INDENT.stop and place.heading is Marker.ARTICLE and not place.after_blank:
        return False
    if layout.indented:
        return False
    if layout.linked and is_flush:
        if marker is Marker.PARAGRAPH:
            return not text[match.end if match else 0 :][:1].islower() or above.endswith(_ENDS)
        if not in_heading:
            return marker is not None and above.endswith(_ENDS)
        return marker is not None or (text[0].isupper() and text.endswith(_ENDS))
    if marker is not None:
        return True
    if _continues_sentence(above, text):
        return False
    if layout.wrapped and place.heading is None and _is_broken(above, text):
        return False
    if is_flush and _CITATION.match(text) and _is_open(above, place.heading):
        return False
    if place.heading is not None and len(above) < _FULL and text[0].isupper():
        return True
    return place.after_blank or not layout.wrapped or above.endswith(_ENDS)


def _is_cut(above: str, text: str) -> bool:
    """Return whether blank lines cut the sentence of a broken paragraph."""
    if not above[-1].isalnum():
        return False
    return text[0].islower() or any(p.match(text) for p in (_INFLECTED, _ACT_NUMBER))


def _is_open(above: str, heading: Marker | None) -> bool:
    """Return whether the sentence of the line above, which may be a title, has no end."""
    if heading is None:
        return above[-1].islower()
    return heading not in HEADINGS and _OPEN_END.search(above) is not None


def _is_cited(above: str, text: str, match: MarkerMatch) -> bool:
    """Return whether a number alone on its line is a reference inside the sentence above."""
    if above.endswith((*_ENDS, "»", '"', "”")):
        return False
    if match.marker is Marker.ARTICLE and bare_range(match.number, text[match.end :]):
        return True
    return not text[match.end :].strip(" .,;)")


def _ends_table(text: str, above: str) -> bool:
    """Return whether one of two adjacent rows is a signature or the heading of an attachment."""
    return is_signature(above) or begins_attachment(above) or begins_attachment(text)


def _continues_sentence(above: str, text: str) -> bool:
    """Return whether a line continues the sentence of the line above, even over blank lines."""
    if text[0] in ",;.)»" or _CODE.fullmatch(text) or _CODE.fullmatch(above):
        return True
    return text[0].islower() and not above.endswith(_ENDS)


def _is_broken(above: str, text: str) -> bool:
    """Return whether a full line without final punctuation breaks off inside a sentence."""
    return len(above) >= _FULL and above[-1].isalnum() and text[0].isalpha()
