"""Segments: blocks split where a heading, a paragraph or a point begins inside a line.

A split is a candidate only: the tree builder accepts it where its number continues the numbering
and otherwise joins the segment to the text before it. Quotations are not split.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from data.parsing.blocks import Block
from data.parsing.boilerplate import note_end
from data.parsing.markers import (
    ARABIC,
    CAPITALS,
    NUMBERED_WORDS,
    Marker,
    MarkerMatch,
    heading_markers,
    heading_pattern,
    match_marker,
)
from data.parsing.quotations import TextRange, find_quoted_ranges
from data.parsing.repeals import range_end

_SENTENCE_END = '.;:!?…»"”)'
# "1) тармақшасы", "2) және 3)" refer to points of another provision.
_POINT = rf"""(?<!\S){ARABIC}\s?\)\s+
    (?!тармақ|подпункт|абзац|бөлі[кгм]|(?:және|немесе|мен|пен|бен|и|или|and|or|to|-|–)\s+\d)
    (?=\w|[«"“„])"""
_PARAGRAPH = (
    rf"(?<!\S){ARABIC}(?:\.[1-9][0-9]?)*\s?\.\s+(?=[{CAPITALS}«\"“„]|[а-яa-z]\)\s|{NUMBERED_WORDS})"
)
# The marker of a paragraph or point at the end of the text.
_MARKER_END = re.compile(r"(?:^|\s)[1-9][\d-]*\s?[.)]$")
_FIRST_ENCLOSED = re.compile(r"\(1\)\s")
# In "подпунктами 1), 2) настоящего пункта" the numbers are references.
_LISTED = re.compile(r"\d\)\s?,$")
_NOTE = r"(?<=[.;:»\"”]\s)(?:Ескерту|Сноска|Footnote)\s?\."


def split_segments(blocks: Sequence[Block], language: str) -> list[Block]:
    """Return the segments of all blocks in order; a quoted segment has no marker."""
    ranges = find_quoted_ranges([block.text for block in blocks], language)
    return [
        segment
        for block, quoted in zip(blocks, ranges, strict=True)
        for segment in _split(block, quoted, language)
    ]


def _split(block: Block, quoted: Sequence[TextRange], language: str) -> Iterator[Block]:
    text = block.text
    inside = bool(quoted) and quoted[0][0] == 0
    if block.note:
        yield block
        return
    if block.rows:
        yield replace(block, quoted=inside and quoted[0][1] == len(text))
        return
    start = block.match.end if block.match is not None and not inside else 0
    if start and block.match is not None:
        start += range_end(text[start:], language)
    offsets = [0, *_split_offsets(text, start, quoted, language), len(text)]
    if start and block.marker is Marker.ARTICLE and _FIRST_ENCLOSED.match(text, start):
        # "Article 1 (1) …" and "2.—(1) …": the first paragraph begins on the line of the article.
        offsets = sorted({*offsets, start})
    if len(offsets) == 2 and not inside:
        yield block
        return
    for begin, end in pairwise(offsets):
        segment = text[begin:end].rstrip()
        whole = inside and begin == 0
        yield replace(
            block,
            text=segment,
            match=None if whole else _match(block, segment, begin, language),
            repairs=block.repairs if begin == 0 else (),
            run_on=begin > 0,
            after_gap=block.after_gap and begin == 0,
            quoted=whole,
        )


def _match(block: Block, segment: str, begin: int, language: str) -> MarkerMatch | None:
    """Return the marker of a segment; the first one of a common-law section has the block's."""
    if begin == 0 and block.marker is Marker.ARTICLE and block.match is not None:
        return replace(block.match, end=min(block.match.end, len(segment)))
    return match_marker(segment, language)


def _split_offsets(text: str, start: int, quoted: Sequence[TextRange], language: str) -> list[int]:
    """Return the offsets from ``start`` on at which segments may begin."""
    offsets: set[int] = set()
    end = note_end(text)
    if 0 < end < len(text):
        offsets.add(_skip_spaces(text, end))
    for match in _candidates(language).finditer(text, max(1, start)):
        offset = match.start()
        if any(begin <= offset < end for begin, end in quoted):
            continue
        before = text[max(0, offset - 12) : offset].rstrip()
        if _may_begin(match, before) and not _is_cited(match, before, text):
            offsets.add(offset)
            if match["note"]:
                end = offset + note_end(text[offset:])
                if end < len(text):
                    offsets.add(_skip_spaces(text, end))
    return sorted(offsets)


def _skip_spaces(text: str, offset: int) -> int:
    return len(text) - len(text[offset:].lstrip())


def _may_begin(match: re.Match[str], before: str) -> bool:
    """Return whether a segment may begin at the match, after the text ``before``."""
    last = before[-1:]
    if match["note"]:
        return True
    if match["heading"]:
        if match["counted"] is not None and last not in _SENTENCE_END:
            return False
        # In "4. 14-бап алып тасталсын" the article belongs to another act.
        return _MARKER_END.search(before) is None
    if match["point"]:
        if _LISTED.search(before) is not None:
            return False
        return last in (":–-—" if match["point"].startswith("1)") else ':;.»"”,')
    return last in _SENTENCE_END or match["paragraph"].startswith("1.")


def _is_cited(match: re.Match[str], before: str, text: str) -> bool:
    """Return whether a heading at the end of a sentence and of the text is a reference."""
    is_last = match["heading"] is not None and text.endswith(".") and match.end() == len(text)
    return is_last and before[-1:] not in _SENTENCE_END


@cache
def _candidates(language: str) -> re.Pattern[str]:
    headings = "|".join(
        heading_pattern(marker, language).replace("(?P<number>", "(?:")
        for marker in heading_markers(language)
        if marker is not Marker.PART
    )
    # A heading inside a line is followed by its title, by paragraph 1 or by nothing.
    return re.compile(
        rf"""(?P<heading>(?<![\w\-"«“„])(?:{headings})(?=[{CAPITALS}«"“„]|1[.)]\s|(?P<counted>{NUMBERED_WORDS})|$))
        | (?P<paragraph>{_PARAGRAPH}) | (?P<point>{_POINT}) | (?P<note>{_NOTE})""",
        re.VERBOSE,
    )
