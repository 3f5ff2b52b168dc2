"""Look-ahead of the parser: the markers and numbers after a segment."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from data.eid import number_key
from data.model import Kind
from data.numbering import continues_numbering, is_next, successors
from data.parsing.blocks import Block
from data.parsing.boilerplate import is_signature, note_end
from data.parsing.markers import Marker, Reading
from data.parsing.tree_state import Node

_KINDS: dict[Marker | None, Kind] = {
    Marker.ARTICLE: Kind.ARTICLE,
    Marker.PARAGRAPH: Kind.PARAGRAPH,
    Marker.POINT: Kind.POINT,
}
# Segments within which the next number of a list is expected.
_MAX_ITEM_SEGMENTS = 200
ENDS = (".", ";", ":", "!", "?", ",")
_MAX_TITLE_LENGTH = 400
# The limit for a heading that ends with a full stop.
_MAX_CLOSED_HEADING_LENGTH = 90


def is_title(block: Block) -> bool:
    """Return whether the text can be a title: not long, without final punctuation."""
    return not block.text.endswith(ENDS) and len(block.text) <= _MAX_TITLE_LENGTH


class Lookahead:
    """Queries about the segments after an index, independent of the tree."""

    def __init__(self, segments: Sequence[Block]) -> None:
        self._segments = segments
        self._marked = [n for n, segment in enumerate(segments) if segment.marker is not None]
        self._counted = [n for n in self._marked if segments[n].is_numbered]
        self._articles = [n for n in self._marked if segments[n].marker is Marker.ARTICLE]

        self._places: dict[str, list[int]] = {}
        for n in self._articles:
            self._places.setdefault(segments[n].ordinal, []).append(n)

        markers = [segments[n].marker for n in self._marked]
        self.has_articles = bool(self._articles)
        self.has_chapters = Marker.CHAPTER in markers
        # A section is below the chapters if a chapter is the first of them.
        levels = [each for each in markers if each in (Marker.SECTION, Marker.CHAPTER)]
        self.has_sections_below = levels[:1] == [Marker.CHAPTER]

    def segment(self, index: int) -> Block | None:
        """Return the segment at an index, None after the last."""
        return self._segments[index] if index < len(self._segments) else None

    def next_number(self, index: int) -> tuple[Kind, str] | None:
        """Return kind and number of the first article, paragraph or point after an index."""
        after = bisect_right(self._counted, index)
        if after == len(self._counted):
            return None
        segment = self._segments[self._counted[after]]
        return _KINDS[segment.marker], segment.ordinal

    def article_numbers(self, index: int) -> Iterator[str]:
        first = bisect_right(self._articles, index)
        for place in range(first, len(self._articles)):
            yield self._segments[self._articles[place]].ordinal

    def comes_later(self, index: int, before: str, number: str) -> bool:
        """Return whether a later article follows ``before`` directly and precedes ``number``.

        A new numbering from 1 ends the search.
        """
        end = self._place_after(index, "1")
        return any(
            number_key(each) <= number_key(number) and self._place_after(index, each) < end
            for each in successors(before)
        )

    def _place_after(self, index: int, number: str) -> int:
        """Return the place of the first article with a number after an index, or the end."""
        places = self._places.get(number, ())
        after = bisect_right(places, index)
        return places[after] if after < len(places) else len(self._segments)

    def heads_line(self, index: int, marker: Marker, number: str) -> bool:
        """Return whether a later line begins with this heading, before a numbering restarts."""
        first = bisect_right(self._marked, index)
        for place in range(first, len(self._marked)):
            segment = self._segments[self._marked[place]]
            if segment.marker is not marker or segment.run_on:
                continue
            if segment.number in (number, "1"):
                return segment.number == number
        return False

    def article_follows(self, index: int, number: str) -> bool:
        """Return whether the next article after an index continues directly after ``number``."""
        following = next(self.article_numbers(index), None)
        return following is not None and is_next(number, following)

    def point_follows(self, index: int, number: str) -> bool:
        """Return whether the next number after an index is the point directly after ``number``."""
        after = self.next_number(index)
        return after is not None and after[0] is Kind.POINT and is_next(number, after[1])

    def list_continues(self, index: int, last: Node) -> bool:
        """Return whether the next marker after an index is a point that can follow ``last``."""
        after = bisect_right(self._marked, index)
        if after == len(self._marked):
            return False
        segment = self._segments[self._marked[after]]
        readings = () if segment.match is None else segment.match.readings
        return any(
            reading.form is last.form and continues_numbering(reading.ordinal, last.ordinal)
            for reading in readings
        )

    def next_in_list(self, index: int, reading: Reading) -> bool:
        """Return whether the next number of a list follows a reading before the next article."""
        for segment in self._segments[index + 1 : index + _MAX_ITEM_SEGMENTS]:
            if segment.marker is Marker.ARTICLE:
                return False
            readings = () if segment.match is None else segment.match.readings
            for after in readings:
                if after.form is reading.form and is_next(reading.ordinal, after.ordinal):
                    return True
        return False

    def stands_below(self, index: int, reading: Reading) -> bool:
        """Return whether the segment after an index begins a line with the same number."""
        after = self.segment(index + 1)
        if after is None or after.run_on or after.marker is not Marker.PARAGRAPH:
            return False
        return after.form is reading.form and after.ordinal == reading.ordinal

    def is_heading(self, index: int) -> bool:
        """Return whether the words of the article at an index are its heading, not its text."""
        words = self._segments[index].words
        if not words.endswith((".", ":", ";")):
            return True
        after = self.segment(index + 1)
        while after is not None and (is_signature(after.text) or note_end(after.text)):
            index += 1
            after = self.segment(index + 1)
        if after is None or after.quoted or after.marker not in (None, Marker.PARAGRAPH):
            return False
        # A short line with a full stop or colon is a heading if text of its own follows.
        short = len(words) <= _MAX_CLOSED_HEADING_LENGTH
        return short and (after.marker is None or after.number == "1")
