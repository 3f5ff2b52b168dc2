"""Sections of common-law acts: numbered lines that are the articles of an English act.

"1. Short title", "1 Short title", "2.—(1) …", "12A. …", "Section 3. …" and "§ 3. …" are articles if
the act has no "Article N" and its numbered lines have titles or enclosed subsections. In a schedule
the numbers are those of paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.numbering import continues_numbering, is_next, ordinal
from data.parsing.blocks import Block
from data.parsing.boilerplate import begins_attachment
from data.parsing.lookahead import is_title
from data.parsing.markers import Form, Marker, MarkerMatch, Reading

_SECTION = re.compile(
    r"(?P<number>[1-9][0-9]{0,4}[A-Z]{0,2})(?P<stop>\.)?(?:\s*[-–—]+\s*(?=\()|\s+|(?<=\.)(?=\())"
    r"(?=\(1\)\s|[A-Z\"“\[])"
)
_ARRANGEMENT = re.compile(
    r"(?:arrangement|table)\s+of\s+(?:sections|provisions|contents)|contents", re.IGNORECASE
)


def mark_sections(blocks: Sequence[Block], language: str) -> Sequence[Block]:
    """Return the blocks, in a common-law act with its sections marked as articles."""
    if language != "en" or any(block.marker is Marker.ARTICLE for block in blocks):
        return blocks
    blocks = _without_arrangement(blocks)
    for marker in (Marker.SECTION, Marker.DIVISION):
        # "Section 3. …" or, without one, "§ 3. …".
        if any(block.marker is marker and block.text[0] in "Ss§" for block in blocks):
            return [
                _as_article(block, block.match) if block.marker is marker else block
                for block in blocks
            ]
    sections = dict(_sections(blocks))
    titled = sum(_is_section(blocks, place) for place in sections)
    if titled * 2 < len(sections) or not titled:
        return blocks
    return [
        _as_article(block, sections.get(place)) if place in sections else block
        for place, block in enumerate(blocks)
    ]


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[int, MarkerMatch]]:
    """Yield the places and markers of the numbered lines, in sequence, before the schedules."""
    last: str | None = None
    for place, block in enumerate(blocks):
        if begins_attachment(block.text):
            return
        match = _SECTION.match(block.text)
        if match is None or block.rows:
            continue
        number = match["number"]
        key = ordinal(number)
        follows = is_next(last or "0", key) or (
            match["stop"] and last is not None and continues_numbering(key, last)
        )
        if follows:
            last = key
            reading = Reading(Form.HEADING, key, number)
            yield place, MarkerMatch(Marker.ARTICLE, number, match.end(), (reading,))


def _is_section(blocks: Sequence[Block], place: int) -> bool:
    """Return whether a numbered line has a title or enclosed subsections."""
    block = blocks[place]
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    enclosed = after is not None and after.form is Form.ENCLOSED
    above = blocks[place - 1] if place else None
    caption = above is not None and above.marker is None and is_title(above)
    return enclosed or is_title(block) or "(1) " in block.text[:12] or caption


def _as_article(block: Block, match: MarkerMatch | None) -> Block:
    if match is None or match.marker not in (Marker.SECTION, Marker.DIVISION, Marker.ARTICLE):
        return block
    return replace(block, match=replace(match, marker=Marker.ARTICLE))


def _without_arrangement(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks without an arrangement of sections, whose numbers come again below it."""
    start = next((n for n, block in enumerate(blocks) if _ARRANGEMENT.fullmatch(block.text)), None)
    if start is None:
        return blocks
    firsts = [
        n
        for n, block in enumerate(blocks)
        if n > start and (match := _SECTION.match(block.text)) and match["number"] == "1"
    ]
    if len(firsts) < 2:
        return blocks
    end = firsts[1]
    while (
        end > firsts[0]
        and (blocks[end - 1].marker in (Marker.PART, Marker.CHAPTER) or not blocks[end - 1].match)
        and not _SECTION.match(blocks[end - 1].text)
    ):
        end -= 1
    return [*blocks[:start], replace(blocks[end], after_gap=True), *blocks[end + 1 :]]
