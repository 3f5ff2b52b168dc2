"""Blocks: the headings and paragraphs of a source, each made of one or more lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.parsing.boilerplate import begins_attachment, begins_note, is_signature
from data.parsing.markers import HEADINGS, Form, Marker, MarkerMatch, match_marker
from data.repair.lines import SOFT_HYPHEN, join_lines
from data.repair.pipeline import RepairedLine

# Columns: a line with this indentation begins a block; a deeper one continues a heading.
_FIRST_INDENT = range(3, 13)
_LONG_LINE = 160
_ENDS = (".", ";", ":", "!", "?")
# The separator of table cells: in sources with any white space, in blocks as " | ".
_CELL = re.compile(r"\s*\|\s*")
_ROW = re.compile(r"^\||\S\s+\|(?:\s|$)|\|$")
# The rest of a link to another act, on a line of its own.
_CODE = re.compile(r"[A-ZРК]\d{5,10}_?")
# "1. Short title" or "1 Short title" of a section in English, on a line of its own.
_SECTION_TITLE = re.compile(r"[1-9][0-9]{0,2}[A-Z]{0,2}\.?\s+[A-Z\[][^.;:]*$")
# A line with at least so many characters was broken by its width, not by its author.
_FULL = 60


@dataclass(frozen=True, slots=True)
class Block:
    """Heading or paragraph with its joined text, marker, source lines and repairs."""

    text: str
    match: MarkerMatch | None
    lines: tuple[int, int]
    indented: bool
    repairs: tuple[str, ...]
    # A segment that continues the line of the segment before it.
    run_on: bool = False
    # The wording of another act, quoted by this one.
    quoted: bool = False
    rows: bool = False

    @property
    def marker(self) -> Marker | None:
        return None if self.match is None else self.match.marker

    @property
    def is_numbered(self) -> bool:
        """Return whether the block may begin an article, a paragraph or a point."""
        return self.marker in (Marker.ARTICLE, Marker.PARAGRAPH, Marker.POINT)

    @property
    def number(self) -> str:
        """Return the number of the marker, "" without a marker."""
        return "" if self.match is None else self.match.number

    @property
    def ordinal(self) -> str:
        """Return the ordinal of the number, by which numbers are compared."""
        return "" if self.match is None else self.match.ordinal

    @property
    def form(self) -> Form | None:
        """Return the form of the number."""
        return None if self.match is None else self.match.form

    @property
    def words(self) -> str:
        """Return the text without its marker."""
        return self.text if self.match is None else self.text[self.match.end :]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Layout of the paragraphs of a source: indented first lines, wrapped lines."""

    indented: bool
    wrapped: bool


def split_blocks(lines: Sequence[RepairedLine], language: str) -> tuple[Block, ...]:
    """Gather the lines into blocks."""
    layout = _layout(lines)
    return tuple(_build_block(group, language) for group in _groups(lines, layout, language))


def is_row(text: str) -> bool:
    """Return whether the line is a row of a table."""
    return "|" in text and _ROW.search(text) is not None


def _layout(lines: Sequence[RepairedLine]) -> _Layout:
    printed = [item.line for item in lines if not item.line.blank]
    long_lines = sum(len(line.text) > _LONG_LINE for line in printed)
    indented = sum(line.indent in _FIRST_INDENT for line in printed)
    flush_after_blank = sum(
        before.line.blank and not after.line.blank and after.line.indent < _FIRST_INDENT.start
        for before, after in pairwise(lines)
    )
    wrapped = long_lines * 20 <= len(printed)
    return _Layout(wrapped and indented > flush_after_blank, wrapped)


def _groups(
    lines: Sequence[RepairedLine], layout: _Layout, language: str
) -> Iterator[list[RepairedLine]]:
    group: list[RepairedLine] = []
    heading: Marker | None = None
    after_blank = False
    for item in lines:
        if item.line.blank:
            after_blank = True
            continue
        match = match_marker(item.line.text, language)
        marker = match.marker if match else None
        if not group or _begins_block(item, group[-1], marker, heading, after_blank, layout):
            if group:
                yield group
            group = []
            heading = marker if marker in HEADINGS else None
            if language == "en" and heading is None and _SECTION_TITLE.match(item.line.text):
                heading = Marker.PARAGRAPH
        group.append(item)
        after_blank = False
    if group:
        yield group


def _begins_block(
    item: RepairedLine,
    before: RepairedLine,
    marker: Marker | None,
    heading: Marker | None,
    after_blank: bool,
    layout: _Layout,
) -> bool:
    """Return whether a line begins a block; ``heading`` is the open heading it may continue."""
    if begins_note(item.line.text) and not layout.indented:
        return True
    row = is_row(item.line.text)
    if row or is_row(before.line.text):
        return not (row and is_row(before.line.text)) or _ends_table(item, before)
    if marker in HEADINGS:
        return True
    if heading in HEADINGS and heading is not Marker.ARTICLE and after_blank:
        return True
    if item.line.indent in _FIRST_INDENT and layout.wrapped:
        return True
    if item.line.indent >= _FIRST_INDENT.stop and heading is Marker.ARTICLE and not after_blank:
        return False
    if layout.indented:
        return False
    if marker is not None:
        return True
    if _continues_sentence(before.line.text, item.line.text):
        return False
    if layout.wrapped and heading is None and _is_broken(before.line.text, item.line.text):
        return False
    if heading is not None and len(before.line.text) < _FULL and item.line.text[0].isupper():
        return True
    return after_blank or not layout.wrapped or before.line.text.endswith(_ENDS)


def _ends_table(item: RepairedLine, before: RepairedLine) -> bool:
    """Return whether one of two adjacent rows is a signature or the heading of an attachment."""
    return (
        is_signature(before.line.text)
        or begins_attachment(before.line.text)
        or begins_attachment(item.line.text)
    )


def _continues_sentence(before: str, text: str) -> bool:
    """Return whether a line continues the sentence of the line before, even over blank lines."""
    if text[0] in ",;.)»" or _CODE.fullmatch(text) or _CODE.fullmatch(before):
        return True
    return text[0].islower() and not before.endswith(_ENDS)


def _is_broken(before: str, text: str) -> bool:
    """Return whether a full line without final punctuation breaks off inside a sentence."""
    return len(before) >= _FULL and before[-1].isalnum() and text[0].isalpha()


def _build_block(group: Sequence[RepairedLine], language: str) -> Block:
    first = group[0].line
    rows = is_row(first.text)
    if rows:
        text = "\n".join(" | ".join(_CELL.split(item.line.text)).strip() for item in group)
        text = text.replace(SOFT_HYPHEN, "")
    else:
        spaced = {index for index, item in enumerate(group) if item.as_is}
        text = join_lines([item.line.text for item in group], spaced)
    return Block(
        text,
        None if rows else match_marker(text, language),
        (first.number, group[-1].line.number),
        first.indent in _FIRST_INDENT,
        tuple(_repairs(group)),
        rows=rows,
    )


def _repairs(group: Sequence[RepairedLine]) -> Iterator[str]:
    """Yield the repairs of the lines and of the gaps between them, in order."""
    for item, after in zip(group, (*group[1:], None), strict=True):
        number = item.line.number
        for name in item.repairs:
            yield f"line {number}: {name}"
        blank = 0 if after is None else after.line.number - number - 1
        if blank:
            yield f"line {number}: {'page break' if blank > 1 else 'blank line'}"
