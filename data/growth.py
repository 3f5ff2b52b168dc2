"""The tree of an act while it grows: nodes are added, joined to and claimed by notes."""

from collections.abc import Sequence
from dataclasses import replace

from data.act import Chapter, Kind
from data.ahead import Ahead
from data.tree import Node
from data.units import Unit


class Growth:
    """The tree so far, and the place in it."""

    def __init__(self, pieces: Sequence[Unit]) -> None:
        """Take the pieces of one act, in order."""
        self._pieces = pieces
        self._ahead = Ahead(pieces)
        self._at = 0
        self._chapters: list[Chapter] = []
        self._roots: list[Node] = []
        self._taken: set[str] = set()
        self._chapter: str | None = None
        self._section: str | None = None
        self._attachment: Node | None = None
        self._attachments = 0
        self._article: Node | None = None
        # The number of the latest article and paragraph of the act or attachment.
        self._last: dict[Kind, str] = {}
        # The node that unnumbered words belong to, and the node of the latest words.
        self._base: Node | None = None
        self._latest: Node | None = None
        # The last point of each open list, the innermost last.
        self._lists: list[Node] = []
        # What a piece that is no mark after all goes on with.
        self._tail: Node | Chapter | None = None
        # Notes that stand before the provision they belong to.
        self._waiting: list[str] = []
        self._signed = self._titling = self._loose = False

    def _join(self, unit: Unit, tail: Node | Chapter) -> None:
        """Words that go on with a heading or with the words of a provision."""
        if isinstance(tail, Chapter):
            title = f"{tail.title} {unit.text}".strip()
            self._tail = replace(tail, title=title, lines=(tail.lines[0], unit.lines[1]))
            self._chapters[self._chapters.index(tail)] = self._tail
            return
        if tail.kind in (Kind.ARTICLE, Kind.ATTACHMENT) and not tail.text:
            tail.heading = f"{tail.heading} {unit.text}".strip()
        else:
            tail.text = f"{tail.text} {unit.text}".strip()
        tail.lines = (tail.lines[0], max(tail.lines[1], unit.lines[1]))
        tail.repairs += unit.repairs
        self._tail = tail

    def _attach(self, unit: Unit | None) -> None:
        """Begin an attachment; the unit, where there is one, is its heading."""
        self._attachments += 1
        lines = (0, 0) if unit is None else unit.lines
        if unit is None:
            first = self._pieces[self._at].lines[0]
            lines = (first, first)
        node = Node(f"att_{self._attachments}", Kind.ATTACHMENT, str(self._attachments), None, None)
        node.lines = lines
        if unit is not None:
            node.heading, node.repairs = unit.text, unit.repairs
        self._attachment = None
        self._claim(self._add(node))
        self._attachment = self._base = node
        self._article = self._chapter = self._section = None
        self._lists, self._last = [], {}
        self._titling, self._signed = unit is not None, False

    def _preamble(self, unit: Unit) -> None:
        if self._roots:
            self._part(unit, self._roots[-1])
            self._lists = []
            return
        self._base = self._provision("preamble", Kind.PREAMBLE, None, unit, self._attachment)

    def _part(self, unit: Unit, parent: Node) -> None:
        parent.parts += 1
        self._provision(f"subpara_{parent.parts}", Kind.PART, str(parent.parts), unit, parent)

    def _node(self, kind: Kind, unit: Unit, parent: Node | None) -> Node | None:
        """A numbered node in its place, None where its eId is taken."""
        assert unit.found is not None
        step = f"{unit.found.mark}_{unit.found.number}"
        if (step if parent is None else f"{parent.eid}__{step}") in self._taken:
            return None
        return self._provision(step, kind, unit.found.number, unit, parent)

    def _provision(
        self, step: str, kind: Kind, number: str | None, unit: Unit, parent: Node | None
    ) -> Node:
        eid = step if parent is None else f"{parent.eid}__{step}"
        text = unit.text if kind in (Kind.PREAMBLE, Kind.PART) else unit.words
        node = Node(eid, kind, number, parent, self._chapter)
        node.text, node.lines, node.repairs = text, unit.lines, unit.repairs
        return self._claim(self._add(node))

    def _claim(self, node: Node) -> Node:
        """The node of the latest words; notes that waited for it are its own."""
        node.notes += self._waiting
        self._waiting = []
        self._latest = self._tail = node
        return node

    def _add(self, node: Node) -> Node:
        self._taken.add(node.eid)
        (self._roots if node.parent is None else node.parent.children).append(node)
        return node
