"""The tree of an act: articles, paragraphs, points and parts out of units."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from data.act import Chapter, Kind
from data.eid import number_key
from data.marks import Mark
from data.sentences import sentence_spans
from data.units import Unit

_NOTE = re.compile(r"(?:Ескерту|Сноска|Footnote)\s*\.", re.IGNORECASE)
# A number so far ahead of the one before is a year or a sum, not the next paragraph.
_FARTHEST_STEP = 20


@dataclass(eq=False)
class Node:
    """A provision being built. Its own words are the first of its ``parts``."""

    eid: str
    kind: Kind
    number: str | None
    parent: "Node | None"
    chapter: str | None
    heading: str = ""
    text: str = ""
    lines: tuple[int, int] = (0, 0)
    repairs: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    parts: int = 1

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def points(self) -> list["Node"]:
        """The points of the list that hangs on this node."""
        return [child for child in self.children if child.kind is Kind.POINT]


@dataclass(frozen=True, slots=True)
class Tree:
    """Chapters, and the nodes without a parent, in document order."""

    chapters: tuple[Chapter, ...]
    roots: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Every node in document order."""
        for root in self.roots:
            yield from root.walk()


def tree_of(units: Sequence[Unit]) -> Tree:
    """Build the tree. Title units must have been taken away."""
    if any(unit.mark in (Mark.ARTICLE, Mark.PARAGRAPH, Mark.POINT) for unit in units):
        return _Builder().build(units)
    return Tree((), tuple(_sentences(units)))


def _sentences(units: Iterable[Unit]) -> Iterator[Node]:
    """An act without numbers: its sentences, ``sent_1`` and on."""
    count = 0
    for unit in units:
        for start, end in sentence_spans(unit.text):
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


class _Builder:
    """Reads unit after unit and keeps the place in the tree."""

    def __init__(self) -> None:
        self._chapters: list[Chapter] = []
        self._roots: list[Node] = []
        self._taken: set[str] = set()
        self._chapter: str | None = None
        self._article: Node | None = None
        # The node that unnumbered words belong to, and the node of the latest words.
        self._base: Node | None = None
        self._latest: Node | None = None
        # The last point of each open list, the innermost last.
        self._lists: list[Node] = []

    def build(self, units: Sequence[Unit]) -> Tree:
        for index, unit in enumerate(units):
            if _NOTE.match(unit.text) and self._latest is not None:
                (self._article or self._latest).notes.append(unit.text)
            elif not self._numbered(unit):
                self._words(unit, (units[later] for later in range(index + 1, len(units))))
        return Tree(tuple(self._chapters), tuple(self._roots))

    def _numbered(self, unit: Unit) -> bool:
        """Take a unit with a mark; False where the mark turns out to be part of the words."""
        if unit.mark in (Mark.SECTION, Mark.CHAPTER):
            return self._heading(unit)
        if unit.mark is Mark.ARTICLE:
            return self._begin_article(unit)
        if unit.mark is Mark.PARAGRAPH:
            return self._begin_paragraph(unit)
        if unit.mark is Mark.POINT:
            return self._begin_point(unit)
        return False

    def _heading(self, unit: Unit) -> bool:
        assert unit.found is not None
        eid = f"{unit.found.mark}_{unit.found.number}"
        if eid in self._taken:
            return False
        self._taken.add(eid)
        self._chapters.append(Chapter(eid, unit.found.number, unit.words, unit.lines))
        self._chapter = eid
        self._article = None
        self._lists = []
        return True

    def _begin_article(self, unit: Unit) -> bool:
        node = self._node(Kind.ARTICLE, unit, None)
        if node is None:
            return False
        node.heading, node.text = node.text, ""
        self._article = self._base = self._latest = node
        self._lists = []
        return True

    def _begin_paragraph(self, unit: Unit) -> bool:
        siblings = self._article.children if self._article else self._roots
        before = [node for node in siblings if node.kind is Kind.PARAGRAPH]
        if not _follows(unit, before[-1] if before else None):
            return False
        node = self._node(Kind.PARAGRAPH, unit, self._article)
        if node is None:
            return False
        self._base = self._latest = node
        self._lists = []
        return True

    def _begin_point(self, unit: Unit) -> bool:
        for depth in range(len(self._lists), 0, -1):
            last = self._lists[depth - 1]
            if _follows(unit, last):
                node = self._node(Kind.POINT, unit, last.parent)
                if node is not None:
                    self._lists = [*self._lists[: depth - 1], node]
                    self._latest = node
                    return True
        if self._latest is not None and self._latest.points:
            return False
        if not _follows(unit, None):
            return False
        node = self._node(Kind.POINT, unit, self._latest)
        if node is None:
            return False
        # A list under a point stands inside the list of that point; any other list is a new one.
        inside = node.parent is not None and node.parent in self._lists
        self._lists = [*self._lists, node] if inside else [node]
        self._latest = node
        return True

    def _words(self, unit: Unit, rest: Iterable[Unit]) -> None:
        """Words without a number: the text of the node that has none yet, or a part."""
        if self._lists and self._goes_on(rest):
            self._part(unit, self._lists[-1])
        elif self._base is None:
            self._preamble(unit)
        elif self._base is self._article and not self._base.text and not self._base.children:
            base = self._base
            base.text, base.lines = unit.text, (base.lines[0], unit.lines[1])
            base.repairs += unit.repairs
            self._latest = base
        else:
            self._part(unit, self._base)
            self._lists = []

    def _goes_on(self, rest: Iterable[Unit]) -> bool:
        """Whether the innermost open list goes on after these words."""
        for unit in rest:
            if unit.mark is Mark.POINT:
                return _follows(unit, self._lists[-1])
            if unit.mark is not None:
                return False
        return False

    def _preamble(self, unit: Unit) -> None:
        self._base = self._latest = self._add(
            Node(
                "preamble",
                Kind.PREAMBLE,
                None,
                None,
                self._chapter,
                text=unit.text,
                lines=unit.lines,
                repairs=unit.repairs,
            )
        )

    def _part(self, unit: Unit, parent: Node) -> None:
        parent.parts += 1
        number = parent.parts
        self._latest = self._add(
            Node(
                f"{parent.eid}__subpara_{number}",
                Kind.PART,
                str(number),
                parent,
                self._chapter,
                text=unit.text,
                lines=unit.lines,
                repairs=unit.repairs,
            )
        )

    def _node(self, kind: Kind, unit: Unit, parent: Node | None) -> Node | None:
        """A numbered node in its place, None where its eId is taken."""
        assert unit.found is not None
        step = f"{unit.found.mark}_{unit.found.number}"
        eid = step if parent is None else f"{parent.eid}__{step}"
        if eid in self._taken:
            return None
        node = Node(
            eid,
            kind,
            unit.found.number,
            parent,
            self._chapter,
            text=unit.words,
            lines=unit.lines,
            repairs=unit.repairs,
        )
        return self._add(node)

    def _add(self, node: Node) -> Node:
        self._taken.add(node.eid)
        (self._roots if node.parent is None else node.parent.children).append(node)
        return node


def _follows(unit: Unit, before: Node | None) -> bool:
    """Whether the unit's number can follow that of ``before`` (or begin, where it is None)."""
    assert unit.found is not None
    key = number_key(unit.found.number)
    last = number_key(before.number) if before is not None and before.number else (0,)
    return last < key and key[0] <= last[0] + _FARTHEST_STEP
