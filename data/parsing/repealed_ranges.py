"""Marks of repealed provisions: ranges of points, paragraphs and articles in the tree."""

from dataclasses import dataclass

from data.parsing.blocks import Block
from data.parsing.lookahead import Lookahead
from data.parsing.markers import Marker
from data.parsing.repeals import article_range, bare_range, named_articles, repealed_range
from data.parsing.tree_state import TreeState


@dataclass(frozen=True, slots=True)
class RepealedRanges:
    """Marks in the tree under construction of an act in one language."""

    state: TreeState
    ahead: Lookahead
    language: str

    def mark_range(self, block: Block) -> None:
        """Add the other provisions that a statement repeals: "2) - 4) исключены"."""
        node = self.state.latest
        if node is None or node.lines[0] != block.lines[0] or block.match is None:
            return
        others = repealed_range(block.number, block.words, self.language)
        if not others and self.is_bare_range(block):
            others = bare_range(block.number, block.words)
        if not others:
            return
        node.repealed = True
        if others[0] == block.number.partition("-")[0]:
            self.state.rename(node, others.pop(0))
        for number in others:
            self.state.add_repealed(node, number)

    def mark_repeated_range(self, block: Block) -> bool:
        """Add a range below its own first point: "21) - 25) исключены" below "21) исключен".

        Return False if the text is no such range.
        """
        points = self.state.open_points
        last = points[-1] if points else None
        if last is None or last.number != block.number or block.marker is not Marker.POINT:
            return False
        others = repealed_range(block.number, block.words, self.language)
        if not others:
            return False
        self.state.add_part(block, last)
        last.children[-1].repealed = True
        for number in others:
            self.state.add_repealed(last, number)
        self.state.latest = last
        return True

    def mark_articles(self, statement: str, index: int) -> None:
        """Add the other articles that a note, or the text of an article, states to be repealed.

        ``index`` is the place of the statement: articles that follow it have their own heading.
        """
        article = self.state.article
        if article is None or article.children:
            return
        numbers = named_articles(statement, self.language)
        if len(numbers) < 2 or numbers[0] != article.number:
            return
        if set(numbers).isdisjoint(self.ahead.article_numbers(index)):
            article.repealed = True
            for number in numbers[1:]:
                self.state.add_repealed(article, number)

    def is_bare_range(self, block: Block) -> bool:
        """Return whether the articles of a range have one heading: "Статьи 62-68."."""
        return (
            block.marker is Marker.ARTICLE
            and article_range(block.text, self.language) is not None
            and bool(bare_range(block.number, block.words))
        )

    def lacks_statement(self, block: Block, index: int) -> bool:
        """Return whether a heading names several articles that no note below it repeals."""
        if not self.is_bare_range(block):
            return False
        note = self.ahead.segment(index + 1)
        return note is None or not named_articles(note.text, self.language)
