"""Units: the headings and paragraphs of a source, each made of one or more lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.parsing.boilerplate import begins_attachment, begins_note, is_signature
from data.parsing.markers import Marker, MarkerMatch, match_marker
from data.repair.lines import SOFT_HYPHEN, join_lines
from data.repair.pipeline import RepairedLine

# Columns: a line indented by these begins a unit; a deeper one goes on with a heading.
_FIRST_INDENT = range(3, 13)
_LONG_LINE = 160
_ENDS = (".", ";", ":", "!", "?")
_HEADINGS = (Marker.SECTION, Marker.CHAPTER, Marker.DIVISION, Marker.ARTICLE)
# The cells of a table's row, as sources have them and as they are printed.
CELL = re.compile(r"\s*\|\s*")
_ROW = re.compile(r"^\||\S\s+\|(?:\s|$)|\|$")
# What a link to another act left on a line of its own.
_CODE = re.compile(r"[A-ZРК]\d{5,10}_?")
# A line of this many characters was broken by its width, not by its author.
_FULL = 60


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or paragraph: joined text, mark it begins with, source lines, repairs made."""

    text: str
    found: MarkerMatch | None
    lines: tuple[int, int]
    indented: bool
    repairs: tuple[str, ...]
    # A piece of a line that goes on from the piece before it.
    run_on: bool = False
    # Words of another act, which this act quotes.
    quoted: bool = False
    rows: bool = False

    @property
    def mark(self) -> Marker | None:
        """What the unit begins."""
        return None if self.found is None else self.found.mark

    @property
    def counts(self) -> bool:
        """Whether the unit may begin an article, a paragraph or a point."""
        return self.mark in (Marker.ARTICLE, Marker.PARAGRAPH, Marker.POINT)

    @property
    def words(self) -> str:
        """The text without its mark."""
        return self.text if self.found is None else self.text[self.found.end :]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the source sets its paragraphs: by indentation, or apart by blank lines."""

    indented: bool
    wrapped: bool


def split_blocks(lines: Sequence[RepairedLine], language: str) -> tuple[Block, ...]:
    """Gather the lines into units."""
    layout = _layout(lines)
    return tuple(_unit(group, language) for group in _groups(lines, layout, language))


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
        mark = match_marker(item.line.text, language)
        kind = mark.mark if mark else None
        if not group or _begins(item, group[-1], kind, heading, after_blank, layout):
            if group:
                yield group
            group = []
            heading = kind if kind in _HEADINGS else None
        group.append(item)
        after_blank = False
    if group:
        yield group


def _begins(
    item: RepairedLine,
    before: RepairedLine,
    mark: Marker | None,
    heading: Marker | None,
    after_blank: bool,
    layout: _Layout,
) -> bool:
    """Whether a line begins a unit, given the line before it and the heading it may go on with."""
    if begins_note(item.line.text) and not layout.indented:
        return True
    row = is_row(item.line.text)
    if row or is_row(before.line.text):
        return not (row and is_row(before.line.text)) or _stands_alone(item, before)
    if mark in _HEADINGS:
        return True
    if heading in (Marker.SECTION, Marker.CHAPTER) and after_blank:
        return True
    if item.line.indent in _FIRST_INDENT and layout.wrapped:
        return True
    if item.line.indent >= _FIRST_INDENT.stop and heading is Marker.ARTICLE and not after_blank:
        return False
    if layout.indented:
        return False
    if mark is not None:
        return True
    if _goes_on(before.line.text, item.line.text):
        return False
    if layout.wrapped and heading is None and _is_broken(before.line.text, item.line.text):
        return False
    if heading is not None and len(before.line.text) < _FULL and item.line.text[0].isupper():
        return True
    return after_blank or not layout.wrapped or before.line.text.endswith(_ENDS)


def _stands_alone(item: RepairedLine, before: RepairedLine) -> bool:
    """Whether two rows are no table: a signature, or what stands over an attachment."""
    return (
        is_signature(before.line.text)
        or begins_attachment(before.line.text)
        or begins_attachment(item.line.text)
    )


def _goes_on(before: str, text: str) -> bool:
    """Whether a line goes on with the sentence of the line before, across blank lines too."""
    if text[0] in ",;.)»" or _CODE.fullmatch(text) or _CODE.fullmatch(before):
        return True
    return text[0].islower() and not before.endswith(_ENDS)


def _is_broken(before: str, text: str) -> bool:
    """Whether a wrapped line ends inside a sentence: it is full, and no sign ends it."""
    return len(before) >= _FULL and before[-1].isalnum() and text[0].isalpha()


def is_row(text: str) -> bool:
    """Whether the line is a row of a table."""
    return "|" in text and _ROW.search(text) is not None


def _unit(group: Sequence[RepairedLine], language: str) -> Block:
    first = group[0].line
    rows = is_row(first.text)
    if rows:
        text = "\n".join(" | ".join(CELL.split(item.line.text)).strip() for item in group)
        text = text.replace(SOFT_HYPHEN, "")
    else:
        apart = {index for index, item in enumerate(group) if item.as_is}
        text = join_lines([item.line.text for item in group], apart)
    return Block(
        text,
        None if rows else match_marker(text, language),
        (first.number, group[-1].line.number),
        first.indent in _FIRST_INDENT,
        tuple(_repairs(group)),
        rows=rows,
    )


def _repairs(group: Sequence[RepairedLine]) -> Iterator[str]:
    """The repairs of the lines and between them, in the order of the lines."""
    for item, after in zip(group, (*group[1:], None), strict=True):
        number = item.line.number
        for name in item.repairs:
            yield f"line {number}: {name}"
        blank = 0 if after is None else after.line.number - number - 1
        if blank:
            yield f"line {number}: {'page break' if blank > 1 else 'blank line'}"
