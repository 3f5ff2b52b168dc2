"""The tree of an act: articles, paragraphs, points and parts out of units."""

from collections.abc import Iterator, Sequence

from data.act import Kind
from data.marks import Mark
from data.pieces import pieces_of
from data.places import TreeBuilder
from data.sentences import sentence_spans
from data.tree import Node, Tree
from data.units import Unit

_NUMBERED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)


def tree_of(units: Sequence[Unit], language: str) -> Tree:
    """Build the tree. Title units must have been taken away.

    An act with articles, paragraphs or points is built of them; any other act of its sentences.
    """
    pieces = pieces_of(units, language)
    if any(piece.mark in (Mark.ARTICLE, Mark.PARAGRAPH, Mark.POINT) for piece in pieces):
        tree = TreeBuilder(pieces).build()
        if any(node.kind in _NUMBERED for node in tree.walk()):
            return tree
    return Tree((), tuple(_sentences(units)))


def _sentences(units: Sequence[Unit]) -> Iterator[Node]:
    """An act without numbers: its sentences, ``sent_1`` and on; a table is one."""
    count = 0
    for unit in units:
        spans = [(0, len(unit.text))] if unit.rows else sentence_spans(unit.text)
        for start, end in spans:
            count += 1
            yield Node(
                f"sent_{count}",
                Kind.SENTENCE,
                str(count),
                None,
                None,
                text=unit.text[start:end],
                lines=unit.lines,
                repairs=unit.repairs,
            )
