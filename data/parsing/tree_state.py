"""Mutable state of the parser: the tree under construction."""

from dataclasses import dataclass, field, replace

from data.model import Chapter, Kind
from data.parsing.blocks import Block
from data.parsing.tree import Node, Tree


@dataclass(slots=True, eq=False)
class TreeState:
    """The tree under construction, the open nodes in it, and the operations that extend it."""

    chapters: list[Chapter] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    # The eIds in use.
    taken: set[str] = field(default_factory=set)
    # The eIds of the open chapter and section.
    chapter: str | None = None
    section: str | None = None
    attachment: Node | None = None
    attachments: int = 0
    article: Node | None = None
    # The number of the latest article and paragraph of the act or attachment.
    last: dict[Kind, str] = field(default_factory=dict)
    # The node that unnumbered words belong to, and the node of the latest words.
    base: Node | None = None
    latest: Node | None = None
    # The last point of each open list, the innermost last.
    lists: list[Node] = field(default_factory=list)
    # The heading or node that a segment continues when its mark turns out to be words.
    tail: Node | Chapter | None = None
    # Notes that stand before the provision they belong to.
    waiting: list[str] = field(default_factory=list)
    # The latest words are a signature, the heading of an attachment, or unnumbered words.
    signed: bool = False
    titling: bool = False
    loose: bool = False

    def tree(self) -> Tree:
        """Return the finished tree; notes still waiting go to the latest node."""
        if self.waiting and self.latest is not None:
            self.latest.notes += self.waiting
        return Tree(tuple(self.chapters), tuple(self.roots))

    @property
    def open_title(self) -> Node | None:
        """Return the attachment whose heading unnumbered words still continue, if any."""
        node = self.attachment
        if not self.titling or node is None or node.children or node.notes:
            return None
        return node

    def add_heading(self, step: str, unit: Block) -> bool:
        """Begin a chapter, section or division; return False where its eId is taken."""
        assert unit.found is not None
        if step in self.taken:
            return False
        self.taken.add(step)
        chapter = Chapter(step, unit.found.number, unit.words, unit.lines)
        self.chapters.append(chapter)
        if self.waiting and self.latest is not None:
            # A note on the line of a heading belongs to what stands before.
            self.latest.notes += self.waiting
            self.latest.lines = (self.latest.lines[0], unit.lines[1])
            self.waiting = []
        self.chapter = step
        self.article = None
        self.lists = []
        self.tail = chapter
        return True

    def join(self, unit: Block, tail: Node | Chapter) -> None:
        """Append the words of a segment to a heading or to the text of a provision."""
        if isinstance(tail, Chapter):
            title = f"{tail.title} {unit.text}".strip()
            self.tail = replace(tail, title=title, lines=(tail.lines[0], unit.lines[1]))
            self.chapters[self.chapters.index(tail)] = self.tail
            return
        if tail.kind in (Kind.ARTICLE, Kind.ATTACHMENT) and not tail.text:
            tail.heading = f"{tail.heading} {unit.text}".strip()
        else:
            tail.text = f"{tail.text} {unit.text}".strip()
        tail.lines = (tail.lines[0], max(tail.lines[1], unit.lines[1]))
        tail.repairs += unit.repairs
        self.tail = tail

    def fill(self, base: Node, unit: Block) -> None:
        """Give an article without text the words of a segment."""
        base.text, base.lines = unit.text, (base.lines[0], unit.lines[1])
        base.repairs += unit.repairs
        self._claim(base)

    def attach(self, unit: Block, *, has_heading: bool) -> None:
        """Begin an attachment at a segment, which is its heading where ``has_heading``."""
        self.attachments += 1
        number = str(self.attachments)
        node = Node(f"att_{number}", Kind.ATTACHMENT, number, None, None)
        node.lines = unit.lines if has_heading else (unit.lines[0], unit.lines[0])
        if has_heading:
            node.heading, node.repairs = unit.text, unit.repairs
        self._claim(self._add(node))
        self.attachment = self.base = node
        self.article = self.chapter = self.section = None
        self.lists, self.last = [], {}
        self.titling, self.signed = has_heading, False

    def add_preamble(self, unit: Block) -> None:
        """Add words that stand before any number: the preamble, or a part of the last root."""
        if self.roots:
            self.add_part(unit, self.roots[-1])
            self.lists = []
            return
        self.base = self._provision("preamble", Kind.PREAMBLE, None, unit, self.attachment)

    def add_part(self, unit: Block, parent: Node) -> None:
        """Add unnumbered words below a node."""
        parent.parts += 1
        self._provision(f"subpara_{parent.parts}", Kind.PART, str(parent.parts), unit, parent)

    def add_numbered(self, kind: Kind, unit: Block, parent: Node | None) -> Node | None:
        """Add a numbered node and return it; None where its eId is taken."""
        assert unit.found is not None
        step = f"{unit.found.mark}_{unit.found.number}"
        if _eid(step, parent) in self.taken:
            return None
        return self._provision(step, kind, unit.found.number, unit, parent)

    def _provision(
        self, step: str, kind: Kind, number: str | None, unit: Block, parent: Node | None
    ) -> Node:
        text = unit.text if kind in (Kind.PREAMBLE, Kind.PART) else unit.words
        node = Node(_eid(step, parent), kind, number, parent, self.chapter)
        node.text, node.lines, node.repairs = text, unit.lines, unit.repairs
        return self._claim(self._add(node))

    def _claim(self, node: Node) -> Node:
        """Make a node that of the latest words; it takes the waiting notes."""
        node.notes += self.waiting
        self.waiting = []
        self.latest = self.tail = node
        return node

    def _add(self, node: Node) -> Node:
        self.taken.add(node.eid)
        (self.roots if node.parent is None else node.parent.children).append(node)
        return node


def _eid(step: str, parent: Node | None) -> str:
    return step if parent is None else f"{parent.eid}__{step}"
