"""Look-ahead of the parser: the marks and numbers after a segment."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from data.model import Kind
from data.numbering import continues_numbering, is_next
from data.parsing.blocks import Block
from data.parsing.boilerplate import is_signature, note_end
from data.parsing.markers import Marker

_KINDS = {
    Marker.ARTICLE: Kind.ARTICLE,
    Marker.PARAGRAPH: Kind.PARAGRAPH,
    Marker.POINT: Kind.POINT,
}
_ENDS = (".", ";", ":", "!", "?", ",")
_MAX_TITLE_LENGTH = 400
# A heading that ends with a full stop is not longer than this.
_MAX_CLOSED_HEADING_LENGTH = 90


def is_title(unit: Block) -> bool:
    """Return whether the words can be a title: not long, and no sign ends them."""
    return not unit.text.endswith(_ENDS) and len(unit.text) <= _MAX_TITLE_LENGTH


class Lookahead:
    """Answers questions about the segments after a place; knows no tree."""

    def __init__(self, pieces: Sequence[Block]) -> None:
        """Take the segments in order."""
        self._pieces = pieces
        self._marked = [n for n, piece in enumerate(pieces) if piece.mark is not None]
        self._counted = [n for n in self._marked if pieces[n].mark in _KINDS]
        self._articles = [n for n in self._marked if pieces[n].mark is Marker.ARTICLE]

    def piece(self, at: int) -> Block | None:
        """Return the segment at a place, None behind the last."""
        return self._pieces[at] if at < len(self._pieces) else None

    def number(self, at: int) -> tuple[Kind, str] | None:
        """Return kind and number of the first article, paragraph or point after a place."""
        after = bisect_right(self._counted, at)
        if after == len(self._counted):
            return None
        found = self._pieces[self._counted[after]].found
        assert found is not None
        return _KINDS[found.mark], found.number

    def articles(self, at: int) -> Iterator[str]:
        """Yield the numbers of the articles after a place."""
        for place in self._articles[bisect_right(self._articles, at) :]:
            found = self._pieces[place].found
            assert found is not None
            yield found.number

    def articles_go_on(self, at: int, number: str) -> bool:
        """Return whether the next article after a place has the number that follows ``number``."""
        following = next(self.articles(at), None)
        return following is not None and is_next(number, following)

    def points_go_on(self, at: int, number: str) -> bool:
        """Return whether the next mark after a place is the point right after ``number``."""
        after = self.number(at)
        return after is not None and after[0] is Kind.POINT and is_next(number, after[1])

    def list_goes_on(self, at: int, last: str | None) -> bool:
        """Return whether the next mark after a place is a point that follows point ``last``."""
        after = bisect_right(self._marked, at)
        if after == len(self._marked):
            return False
        found = self._pieces[self._marked[after]].found
        assert found is not None
        return found.mark is Marker.POINT and continues_numbering(found.number, last)

    def is_heading(self, at: int) -> bool:
        """Return whether the words of the article at a place are its heading, not its text."""
        words = self._pieces[at].words
        if not words.endswith((".", ":", ";")):
            return True
        after = self.piece(at + 1)
        while after is not None and (is_signature(after.text) or note_end(after.text)):
            at += 1
            after = self.piece(at + 1)
        if after is None or after.quoted or after.mark not in (None, Marker.PARAGRAPH):
            return False
        # A short line with a full stop or colon is a heading where a text of its own follows.
        short = len(words) <= _MAX_CLOSED_HEADING_LENGTH
        return short and (
            after.mark is None or (after.found is not None and after.found.number == "1")
        )
