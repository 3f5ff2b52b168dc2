"""What comes after a piece: the next number, the articles to come, whether a list goes on."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from data.act import Kind
from data.furniture import is_signature, note_end
from data.marks import Mark
from data.numbering import follows, is_next
from data.tree import Node
from data.units import Unit

_KINDS = {
    Mark.ARTICLE: Kind.ARTICLE,
    Mark.PARAGRAPH: Kind.PARAGRAPH,
    Mark.POINT: Kind.POINT,
}
_ENDS = (".", ";", ":", "!", "?", ",")
_LONGEST_TITLE = 400
# A heading that ends with a full stop is not longer than this.
_LONGEST_CLOSED_HEADING = 90


def is_title(unit: Unit) -> bool:
    """Whether the words can be a title: not long, and no sign ends them."""
    return not unit.text.endswith(_ENDS) and len(unit.text) <= _LONGEST_TITLE


class Ahead:
    """Looks ahead in the pieces of an act."""

    def __init__(self, pieces: Sequence[Unit]) -> None:
        """Take the pieces in order."""
        self._pieces = pieces
        self._marked = [n for n, piece in enumerate(pieces) if piece.mark is not None]
        self._counted = [n for n in self._marked if pieces[n].mark in _KINDS]
        self._articles = [n for n in self._marked if pieces[n].mark is Mark.ARTICLE]

    def piece(self, at: int) -> Unit | None:
        """The piece at a place, None behind the last."""
        return self._pieces[at] if at < len(self._pieces) else None

    def number(self, at: int) -> tuple[Kind, str] | None:
        """The first article, paragraph or point after a place: its kind and its number."""
        after = bisect_right(self._counted, at)
        if after == len(self._counted):
            return None
        found = self._pieces[self._counted[after]].found
        assert found is not None
        return _KINDS[found.mark], found.number

    def articles(self, at: int) -> Iterator[str]:
        """The numbers of the articles after a place."""
        for place in self._articles[bisect_right(self._articles, at) :]:
            found = self._pieces[place].found
            assert found is not None
            yield found.number

    def articles_go_on(self, at: int, number: str) -> bool:
        """Whether the next article after a place has the number that follows ``number``."""
        following = next(self.articles(at), None)
        return following is not None and is_next(number, following)

    def points_go_on(self, at: int, number: str) -> bool:
        """Whether the next mark after a place is the point that follows ``number`` directly."""
        after = self.number(at)
        return after is not None and after[0] is Kind.POINT and is_next(number, after[1])

    def list_goes_on(self, at: int, last: Node) -> bool:
        """Whether the next mark after a place is the next point of the list."""
        after = bisect_right(self._marked, at)
        if after == len(self._marked):
            return False
        found = self._pieces[self._marked[after]].found
        assert found is not None
        return found.mark is Mark.POINT and follows(found.number, last.number)

    def is_heading(self, at: int) -> bool:
        """Whether the words of the article at a place are its heading, and not its text."""
        words = self._pieces[at].words
        if not words.endswith((".", ":", ";")):
            return True
        after = self.piece(at + 1)
        while after is not None and (is_signature(after.text) or note_end(after.text)):
            at += 1
            after = self.piece(at + 1)
        if after is None or after.quoted or after.mark not in (None, Mark.PARAGRAPH):
            return False
        # A short line with a full stop or colon is a heading where a text of its own follows.
        short = len(words) <= _LONGEST_CLOSED_HEADING
        return short and (
            after.mark is None or (after.found is not None and after.found.number == "1")
        )
