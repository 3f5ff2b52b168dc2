"""Headings in small letters: "article 1. scope" in an act that writes its headings so, or a few."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.numbering import continues_numbering, is_next
from data.parsing.markers import (
    LOWERED_STARTS,
    Marker,
    MarkerMatch,
    match_lowered_heading,
    match_marker,
)
from data.repair.pipeline import RepairedLine

# Fewer articles with headings in small letters are references, but not the only one of an act.
_MIN_LOWERED = 2
_ENDS = (".", ";", ":", "!", "?", ",")
_MAX_TITLE = 90

GoesOn = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Heading:
    """Heading of an article, or of a section, that begins a line."""

    ordinal: str
    is_lowered: bool
    is_titled: bool
    # Nothing but a title stands above it.
    is_first: bool = False


def has_lowered_headings(lines: Sequence[RepairedLine], language: str, goes_on: GoesOn) -> bool:
    """Return whether "article 1", "article 2" … in small letters are headings of the act.

    A line that goes on with the sentence above it is a reference. The numbers follow each other,
    and begin again below a table of contents.
    """
    texts = [item.line.text for item in lines]
    if not any(text.startswith(LOWERED_STARTS[language]) for text in texts):
        return False
    # Sections are the articles of an English act that has no articles.
    kinds = (Marker.ARTICLE, Marker.SECTION) if language == "en" else (Marker.ARTICLE,)
    for kind in kinds:
        headings = list(_headings(texts, language, kind, goes_on))
        lowered = [heading for heading in headings if heading.is_lowered]
        if lowered:
            return _are_all(lowered) if lowered == headings else _are_some(headings)
    return False


def _headings(
    texts: Sequence[str], language: str, kind: Marker, goes_on: GoesOn
) -> Iterator[_Heading]:
    above = ""
    printed = 0
    for text in texts:
        if text[:1].islower():
            match = match_lowered_heading(text, language)
            is_free = not above or match_lowered_heading(above, language) is not None
            if match is not None and match.marker is kind and (is_free or not goes_on(above, text)):
                yield _Heading(match.ordinal, True, _is_titled(text, match), printed < _MIN_LOWERED)
        elif text[:1].isupper():
            match = match_marker(text, language)
            if match is not None and match.marker is kind:
                yield _Heading(match.ordinal, False, _is_titled(text, match))
        above = text
        printed += bool(text)


def _is_titled(text: str, match: MarkerMatch) -> bool:
    """Return whether a line has a title behind the number, or nothing, and no sentence."""
    title = text[match.end :]
    return len(title) <= _MAX_TITLE and not title.endswith(_ENDS)


def _are_all(lowered: Sequence[_Heading]) -> bool:
    """Return whether the articles of an act, all in small letters, are numbered in sequence.

    An excerpt begins with another number, and its headings are titles.
    """
    first = lowered[0]
    if len(lowered) < _MIN_LOWERED:
        return first.ordinal == "1" and first.is_titled and first.is_first
    if first.ordinal != "1" and not (
        all(heading.is_titled for heading in lowered) and is_next(first.ordinal, lowered[1].ordinal)
    ):
        return False
    follow = all(
        after.ordinal in ("1", first.ordinal) or continues_numbering(after.ordinal, before.ordinal)
        for before, after in pairwise(lowered)
    )
    return follow and lowered[-1].ordinal != "1"


def _are_some(headings: Sequence[_Heading]) -> bool:
    """Return whether each article in small letters is the one between those beside it.

    The last article of an act, or of an attachment, has none below it.
    """
    for before, each, after in zip(
        (None, *headings), headings, (*headings[1:], None), strict=False
    ):
        if not each.is_lowered:
            continue
        follows = each.ordinal == "1" if before is None else is_next(before.ordinal, each.ordinal)
        precedes = after is None or after.ordinal == "1" or is_next(each.ordinal, after.ordinal)
        if not (each.is_titled and follows and precedes):
            return False
    return True
