"""Passages, the indexed slices of provisions, and sentence boundaries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.fragments import goes_on_with
from data.model import NUMBERED, Act, Provision

# A run of stops is read once, from its first one on.
_END = re.compile(r"(?<![.!?…])[.!?…]++[»\"”)]*\s++(?=[«\"“„(]?[^\W\d_a-zа-яәғқңөұүһі])")
# A full stop after these ends no sentence: initials, "No.", abbreviations of the acts.
_ABBREVIATION = re.compile(r"(?:^|[\s«\"“„(.])(?:[^\W\d_]|жж|тт|ст|гг|бб|No|т\.б)\.$")
# Characters. A passage takes sentences up to the target; a sentence over the maximum (the input
# limit of an encoder) is split, preferably at a semicolon.
_TARGET_LENGTH = 900
MAX_PASSAGE_LENGTH = 1800
# Characters of the longest abbreviation, with the sign before it.
_MAX_ABBREVIATION = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """Slice of a provision: ``provision.text[start:end] == text``, offsets in code points."""

    act: str
    eid: str
    start: int
    end: int
    text: str


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield half-open spans of the sentences, without the white space between them."""
    start = 0
    for match in _END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        if _ABBREVIATION.search(text, max(0, start - 1, end - _MAX_ABBREVIATION), end):
            continue
        yield start, end
        start = match.end()
    if start < len(text):
        yield start, len(text)


def split_passages(act: Act) -> tuple[Passage, ...]:
    """Return the passages of an act in document order.

    They cover the texts of all provisions except repealed ones, fragments and those that are only
    a lead-in.
    """
    left_out = fragments(act)
    return tuple(
        Passage(act.id, provision.eid, start, end, provision.text[start:end])
        for provision, lead_in_only in with_lead_in_only(act)
        if provision.quotable and not lead_in_only and provision.eid not in left_out
        for start, end in _slices(provision.text)
    )


def fragments(act: Act) -> frozenset[str]:
    """Return the eIds of the provisions in force that are fragments, which are never quoted.

    The text of an unnumbered provision is a fragment, too, if it begins inside a sentence.
    """
    found: set[str] = set()
    before = ""
    for provision in act.provisions:
        text = provision.text
        half = provision.kind not in NUMBERED and goes_on_with(before, text) and "\n" not in text
        if not provision.repealed and (provision.fragment or half):
            found.add(provision.eid)
        before = text
    return frozenset(found)


def with_lead_in_only(act: Act) -> Iterator[tuple[Provision, bool]]:
    """Yield every provision, and whether its whole text is the lead-in of a list."""
    lead_ins = {
        (point.lead_in.eid, point.lead_in.text) for point in act.provisions if point.lead_in
    }
    for provision in act.provisions:
        yield provision, (provision.eid, provision.text) in lead_ins


def _slices(text: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for left, right in _sentence_slices(text):
        if start < 0:
            start = left
        elif right - start > _TARGET_LENGTH:
            yield start, end
            start = left
        end = right
    if start >= 0:
        yield start, end


def _sentence_slices(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences, with those over the maximum length split."""
    for start, end in sentence_spans(text):
        while end - start > MAX_PASSAGE_LENGTH:
            split = _split_offset(text, start, start + _TARGET_LENGTH)
            yield start, split
            start = end - len(text[split:end].lstrip())
        yield start, end


def _split_offset(text: str, start: int, end: int) -> int:
    """Return the offset after the last semicolon, comma or word, else ``end``."""
    for separator in ("; ", ", ", " "):
        found = text.rfind(separator, start + _TARGET_LENGTH // 3, end)
        if found > 0:
            return found + len(separator.rstrip())
    return end
