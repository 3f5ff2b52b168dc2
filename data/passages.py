"""Sentence boundaries in the text of an act.

Passages: the units that are indexed, slices of provisions that end at sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.model import Act, Provision

_END = re.compile(r"[.!?…]+[»\"”)]*\s+(?=[«\"“„(]?[^\W\d_a-zа-яәғқңөұүһі])")
# A full stop after these ends no sentence: initials, "No.", shortened words of the acts.
_SHORTENED = re.compile(r"(?:^|[\s«\"“„(.])(?:[^\W\d_]|жж|тт|ст|гг|бб|No|т\.б)\.$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of the sentences of ``text``, without the white space between them."""
    start = 0
    for match in _END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        if _SHORTENED.search(text[start:end]):
            continue
        yield start, end
        start = match.end()
    if start < len(text):
        yield start, len(text)


# Characters. A passage gathers sentences up to the target; one sentence longer than the limit
# (more than an encoder reads at once) is cut, at a semicolon where there is one.
TARGET_LENGTH = 900
MAX_PASSAGE_LENGTH = 1800


@dataclass(frozen=True, slots=True)
class Passage:
    """``provision.text[start:end] == text``, offsets in code points, half-open."""

    act: str
    eid: str
    start: int
    end: int
    text: str


def split_passages(act: Act) -> tuple[Passage, ...]:
    """The passages of an act in document order.

    They cover the text of every provision; a text that is empty or only a lead-in has none, and
    neither has a repealed provision.
    """
    return tuple(
        Passage(act.id, provision.eid, start, end, provision.text[start:end])
        for provision, lead_in_only in with_lead_in_only(act)
        if not provision.repealed and not lead_in_only
        for start, end in _slices(provision.text)
    )


def with_lead_in_only(act: Act) -> Iterator[tuple[Provision, bool]]:
    """Every provision with whether its text is nothing but the lead-in of a list."""
    lead_ins = {
        (point.lead_in.eid, point.lead_in.text) for point in act.provisions if point.lead_in
    }
    for provision in act.provisions:
        yield provision, (provision.eid, provision.text) in lead_ins


def _slices(text: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for left, right in _pieces(text):
        if start < 0:
            start = left
        elif right - start > TARGET_LENGTH:
            yield start, end
            start = left
        end = right
    if start >= 0:
        yield start, end


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the pieces of a sentence that is longer than the limit."""
    for start, end in sentence_spans(text):
        while end - start > MAX_PASSAGE_LENGTH:
            cut = _cut(text, start, start + TARGET_LENGTH)
            yield start, cut
            start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut a long sentence: after the last semicolon, comma, word; else anywhere."""
    for sign in ("; ", ", ", " "):
        found = text.rfind(sign, start + TARGET_LENGTH // 3, end)
        if found > 0:
            return found + len(sign.rstrip())
    return end
