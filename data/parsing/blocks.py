"""Blocks: the headings and paragraphs of a source, each made of one or more lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data.parsing.layout import (
    FIRST_INDENT,
    Layout,
    Place,
    begins_block,
    find_layout,
    is_row,
    line_marker,
)
from data.parsing.markers import HEADINGS, Form, Marker, MarkerMatch
from data.readers.layout import CELL_SEPARATOR
from data.repair.lines import SOFT_HYPHEN, join_lines
from data.repair.pipeline import RepairedLine

# "1. Short title" or "1 Short title" of a section in English, on a line of its own.
_SECTION_TITLE = re.compile(r"[1-9][0-9]{0,4}[A-Z]{0,2}\.?\s+[A-Z\[][^.;:]*$")


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
    # A paragraph of an editorial note.
    note: bool = False
    # The lines before it are left out, as a table of contents is.
    after_gap: bool = False

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


def split_blocks(lines: Sequence[RepairedLine], language: str) -> tuple[Block, ...]:
    """Gather the lines into blocks."""
    layout = find_layout(lines, language)
    groups = _groups(lines, layout, language)
    return tuple(_build_block(group, match, language, layout) for group, match in groups)


def _groups(
    lines: Sequence[RepairedLine], layout: Layout, language: str
) -> Iterator[tuple[list[RepairedLine], MarkerMatch | None]]:
    """Yield the lines of each block with the marker of the first of them."""
    group: list[RepairedLine] = []
    first: MarkerMatch | None = None
    heading: Marker | None = None
    after_blank = False
    for item in lines:
        if item.line.blank:
            after_blank = True
            continue
        match = line_marker(item.line.text, language, layout)
        marker = match.marker if match else None
        place = Place(item.line, after_blank, heading)
        if not group or begins_block(place, group[-1].line.text, match, layout):
            if group:
                yield group, first
            group, first = [], match
            heading = marker if marker in HEADINGS else None
            if language == "en" and heading is None and _SECTION_TITLE.match(item.line.text):
                heading = Marker.PARAGRAPH
        group.append(item)
        after_blank = False
    if group:
        yield group, first


def _build_block(
    group: Sequence[RepairedLine], match: MarkerMatch | None, language: str, layout: Layout
) -> Block:
    first = group[0].line
    rows = is_row(first.text)
    if rows:
        # Cells are separated by " | " in blocks, in sources with any white space.
        text = "\n".join(" | ".join(CELL_SEPARATOR.split(item.line.text)).strip() for item in group)
        text = text.replace(SOFT_HYPHEN, "")
    else:
        spaced = {index for index, item in enumerate(group) if item.as_is}
        text = join_lines([item.line.text for item in group], spaced)
    if rows:
        match = None
    elif text != first.text:
        whole = line_marker(text, language, layout)
        if whole is None and match is not None and layout.lowered and match.end == len(first.text):
            # "article 1" in small letters on a line of its own, above its title.
            whole = replace(match, end=len(text) - len(text[match.end :].lstrip()))
        match = whole
    return Block(
        text,
        match,
        (first.number, group[-1].line.number),
        first.indent in FIRST_INDENT,
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
