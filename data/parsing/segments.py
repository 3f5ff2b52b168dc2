"""Pieces: units cut where a heading, a paragraph or a point begins inside a line.

A cut is a candidate only: the tree takes it where its number follows, and joins the piece to the
words before it elsewhere. Inside a quotation nothing is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from data.parsing.blocks import Block
from data.parsing.boilerplate import note_end
from data.parsing.markers import NUMBERED_WORDS, Marker, heading_pattern, match_marker
from data.parsing.quotations import LineRange, find_quoted_lines

_SENTENCE_END = '.;:!?…»"”)'
_HEADING_MARKS = (Marker.SECTION, Marker.CHAPTER, Marker.DIVISION, Marker.ARTICLE)
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_NUMBER = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,2})*"
# "1) тармақшасы", "2) және 3)" name points of another provision.
_POINT = rf"""(?<!\S){_NUMBER}\s?\)\s+
    (?!тармақ|подпункт|абзац|бөлі[кгм]|(?:және|немесе|мен|пен|бен|и|или|and|or|to|-|–)\s+\d)
    (?=\w|[«"“„])"""
_PARAGRAPH = rf"(?<!\S){_NUMBER}\s?\.\s+(?=[{_CAPITAL}«\"“„]|[а-яa-z]\)\s|{NUMBERED_WORDS})"
# The mark of a paragraph or point, with nothing after it.
_MARK_END = re.compile(r"(?:^|\s)[1-9][\d-]*\s?[.)]$")
_NOTE = r"(?<=[.;:»\"”]\s)(?:Ескерту|Сноска|Footnote)\s?\."


def split_segments(units: Sequence[Block], language: str) -> list[Block]:
    """The pieces of all units, in order; what is quoted has no mark."""
    spans = find_quoted_lines([unit.text for unit in units], language)
    return [
        piece
        for unit, quoted in zip(units, spans, strict=True)
        for piece in _cut(unit, quoted, language)
    ]


def _cut(unit: Block, quoted: Sequence[LineRange], language: str) -> Iterator[Block]:
    text = unit.text
    inside = bool(quoted) and quoted[0][0] == 0
    if unit.rows:
        yield replace(unit, quoted=inside and quoted[0][1] == len(text))
        return
    start = unit.found.end if unit.found is not None and not inside else 0
    places = [0, *_places(text, start, quoted, language), len(text)]
    for begin, end in pairwise(places):
        piece = text[begin:end].rstrip()
        whole = inside and begin == 0
        yield replace(
            unit,
            text=piece,
            found=None if whole else match_marker(piece, language),
            repairs=unit.repairs if begin == 0 else (),
            run_on=begin > 0,
            quoted=whole,
        )


def _places(text: str, start: int, quoted: Sequence[LineRange], language: str) -> list[int]:
    """Where pieces may begin, from ``start`` on."""
    places: set[int] = set()
    ends = note_end(text)
    if 0 < ends < len(text):
        places.add(ends + len(text[ends:]) - len(text[ends:].lstrip()))
    for match in _candidates(language).finditer(text, max(1, start)):
        place = match.start()
        if any(begin <= place < end for begin, end in quoted):
            continue
        if _is_place(match, text[max(0, place - 12) : place].rstrip()):
            places.add(place)
            if match["note"]:
                end = place + note_end(text[place:])
                if end < len(text):
                    places.add(end + len(text[end:]) - len(text[end:].lstrip()))
    return sorted(places)


def _is_place(match: re.Match[str], before: str) -> bool:
    """Whether a piece may begin here, after the words ``before``."""
    last = before[-1:]
    if match["note"]:
        return True
    if match["heading"]:
        if match["counted"] is not None and last not in _SENTENCE_END:
            return False
        # In "4. 14-бап алып тасталсын" the article is another act's.
        return _MARK_END.search(before) is None
    if match["point"]:
        return last in (":–-—" if match["point"].startswith("1)") else ':;.»"”,')
    return last in _SENTENCE_END or match["paragraph"].startswith("1.")


@cache
def _candidates(language: str) -> re.Pattern[str]:
    headings = "|".join(
        heading_pattern(mark, language).replace("(?P<number>", "(?:") for mark in _HEADING_MARKS
    )
    # A heading inside a line has its title, paragraph 1 or nothing after it.
    return re.compile(
        rf"""(?P<heading>(?<![\w\-"«“„])(?:{headings})(?=[{_CAPITAL}«"“„]|1[.)]\s|(?P<counted>{NUMBERED_WORDS})|$))
        | (?P<paragraph>{_PARAGRAPH}) | (?P<point>{_POINT}) | (?P<note>{_NOTE})""",
        re.VERBOSE,
    )
