"""Table of contents: a run of headings without text that the act repeats with text."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from string import digits, whitespace

from data.parsing.blocks import Block
from data.parsing.boilerplate import note_end
from data.parsing.markers import HEADINGS
from data.repair.homoglyphs import comparison_key

_WORD = re.compile(
    r"""(?:(?:оглавление|содержание|мазмұны|(?:table\s+of\s+)?contents
    |баспасөз-релиз|пресс-релиз|press\s+release)\s*)+""",
    re.VERBOSE | re.IGNORECASE,
)
# Signs between an entry and its page.
_LEADER = f".…·_{whitespace}\xa0"
_MIN_ENTRIES = 2
# Of so many entries one may differ from its heading in the act.
_ENTRIES_PER_ERROR = 8
# Characters of other lines for each entry, such as a second line; more are the text of an act.
_MAX_OTHER_LENGTH = 60
_MAX_TITLE_LENGTH = 400

Key = tuple[str, str, str]


def without_contents(segments: Sequence[Block]) -> list[Block]:
    """Return the segments without the entries of tables of contents and without their titles."""
    left_out = set(_contents(segments))
    first = next((n for n, segment in enumerate(segments) if segment.is_numbered), 0)
    left_out |= {
        n
        for n, (one, after) in enumerate(pairwise(segments[: first + 1]))
        # A segment on the same line would have the word in its lines.
        if _WORD.fullmatch(one.text.strip(" .:")) and not after.run_on
    }
    return [
        replace(segment, after_gap=True) if n - 1 in left_out else segment
        for n, segment in enumerate(segments)
        if n not in left_out
    ]


def is_contents_title(text: str) -> bool:
    """Return whether the text is the title of a table of contents."""
    return _WORD.fullmatch(text.strip(" .:")) is not None


def heading_key(text: str) -> str:
    """Return the words of a heading for comparisons, without leader and page."""
    return comparison_key(text.rstrip().rstrip(digits).rstrip(_LEADER)).lower()


def _contents(segments: Sequence[Block]) -> Iterator[int]:
    """Yield the indexes of the segments of all tables of contents."""
    keys = [_key(segment) for segment in segments]
    places: dict[tuple[str, str], set[int]] = {}
    for index, key in enumerate(keys):
        if key is not None:
            places.setdefault(key[:2], set()).add(index)
    # The longest runs first: the headings of the act are interrupted by its text.
    for run in sorted(_runs(segments, keys), key=len, reverse=True):
        inside = set(run)
        entries = {n: key for n in run if (key := keys[n]) is not None}
        again = [
            n
            for n, key in entries.items()
            if any(other not in inside and _is_same(key, keys[other]) for other in places[key[:2]])
        ]
        others = sum(len(segments[n].text) for n in run if n not in entries)
        if len(again) < _least(entries) or others > _MAX_OTHER_LENGTH * len(entries):
            continue
        rest = _words_outside(segments, run)
        # An entry may have more words than the line of its heading, but none that are no heading.
        if sum(entries[n][2] in rest for n in again) < _least(entries):
            continue
        last = again[-1]
        while last < run[-1] and segments[last + 1].run_on:
            last += 1
        if _is_apart(segments, run[0], last):
            for n, key in entries.items():
                places[key[:2]].discard(n)
            if run[0] > 0 and is_contents_title(segments[run[0] - 1].text):
                yield run[0] - 1
            for n in run:
                # A line that the act does not repeat is kept, so that no words are lost.
                known = n in entries or heading_key(segments[n].text) in rest
                if known and n <= last and not note_end(segments[n].text):
                    yield n


def _least(entries: Collection[int]) -> int:
    """Return how many entries must have their heading in the act."""
    return max(_MIN_ENTRIES, len(entries) - len(entries) // _ENTRIES_PER_ERROR)


def _words_outside(segments: Sequence[Block], run: Sequence[int]) -> str:
    """Return the words of all segments outside a run, joined, for comparisons."""
    inside = set(run)
    return "".join(heading_key(one.text) for n, one in enumerate(segments) if n not in inside)


def _is_same(entry: Key, other: Key | None) -> bool:
    """Return whether an entry has the words of a heading, or the first of them."""
    if other is None or not (entry[2] and other[2]):
        return other is not None and entry[2] == other[2]
    return entry[2].startswith(other[2]) or other[2].startswith(entry[2])


def _is_apart(segments: Sequence[Block], first: int, last: int) -> bool:
    """Return whether a run shares no line with the text around it and follows no heading."""
    if first > 0 and segments[first - 1].marker in HEADINGS:
        return False
    ends_line = last + 1 == len(segments) or not segments[last + 1].run_on
    return ends_line and not segments[first].run_on


def _key(segment: Block) -> Key | None:
    if segment.marker not in HEADINGS or segment.quoted:
        return None
    return (str(segment.marker), segment.number, heading_key(segment.words))


def _runs(segments: Sequence[Block], keys: Sequence[Key | None]) -> Iterator[list[int]]:
    """Yield the runs of headings and titles; a heading that comes again begins a new run."""
    run: list[int] = []
    seen: set[Key] = set()
    for index, (segment, key) in enumerate(zip(segments, keys, strict=True)):
        ends = key in seen if key is not None else not (run and _is_title(segment))
        if ends:
            if len(seen) >= _MIN_ENTRIES:
                yield run
            run, seen = [], set()
        if key is not None:
            seen.add(key)
        if key is not None or run:
            run.append(index)
    if len(seen) >= _MIN_ENTRIES:
        yield run


def _is_title(segment: Block) -> bool:
    """Return whether an unnumbered segment can belong to a table of contents."""
    if segment.note or note_end(segment.text):
        return True
    if segment.marker is not None or segment.rows or len(segment.text) > _MAX_TITLE_LENGTH:
        return False
    return not segment.text.endswith((".", ";", ":", ","))
