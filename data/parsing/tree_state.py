"""Mutable state of the parser: the tree under construction."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from data.eid import eid_number
from data.model import Chapter, Kind
from data.numbering import ordinal
from data.parsing.blocks import Block
from data.parsing.markers import Form, Reading

_STEPS = {Kind.ARTICLE: "art", Kind.PARAGRAPH: "para", Kind.POINT: "point"}


@dataclass(eq=False)
class Node:
    """Provision under construction; ``parts`` counts its own text and the unnumbered parts."""

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
    last_paragraph: "Node | None" = None
    parts: int = 1
    form: Form | None = None
    ordinal: str = ""
    # The heading stands above the number, so that no line below it belongs to the heading.
    captioned: bool = False
    # The provision is repealed by its own words or by its note.
    repealed: bool = False

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def points(self) -> list["Node"]:
        return [child for child in self.children if child.kind is Kind.POINT]


@dataclass(frozen=True, slots=True)
class Tree:
    """Chapters and root nodes in document order."""

    chapters: tuple[Chapter, ...]
    roots: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        for root in self.roots:
            yield from root.walk()


@dataclass(slots=True, eq=False)
class TreeState:
    """Tree under construction with its open nodes and the operations that extend it."""

    chapters: list[Chapter] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    eids: set[str] = field(default_factory=set)
    # The eIds of the open chapter and section.
    chapter: str | None = None
    section: str | None = None
    section_ordinal: str = ""
    division: str | None = None
    attachment: Node | None = None
    attachments: int = 0
    article: Node | None = None
    # The number of the latest article and paragraph of the act or attachment.
    last_numbers: dict[Kind, str] = field(default_factory=dict)
    # The node that unnumbered text belongs to, and the node of the latest text.
    base: Node | None = None
    latest: Node | None = None
    # The latest paragraph that is a root.
    last_paragraph: Node | None = None
    # The last point of each open list, the innermost last.
    open_points: list[Node] = field(default_factory=list)
    # The heading or node that a segment continues when its marker is part of a sentence.
    tail: Node | Chapter | None = None
    # Notes that precede the provision to which they belong.
    pending_notes: list[str] = field(default_factory=list)
    # The caption above the article that follows.
    captions: list[Block] = field(default_factory=list)
    # The kind of the latest text: a signature, the heading of an attachment, unnumbered text.
    after_signature: bool = False
    in_attachment_title: bool = False
    after_unnumbered: bool = False

    def tree(self) -> Tree:
        """Return the finished tree; pending notes go to the latest node."""
        if self.latest is not None:
            self.latest.notes += self.pending_notes
        return Tree(tuple(self.chapters), tuple(self.roots))

    @property
    def open_title(self) -> Node | None:
        """Return the attachment whose heading is still open for unnumbered text, if any."""
        node = self.attachment
        if not self.in_attachment_title or node is None or node.children or node.notes:
            return None
        return node

    def add_heading(self, eid: str, block: Block) -> bool:
        """Begin a chapter, section or division; return False if its eId is in use."""
        if eid in self.eids:
            return False
        self.eids.add(eid)
        chapter = Chapter(eid, block.number, block.words, block.lines)
        self.chapters.append(chapter)
        if self.pending_notes and self.latest is not None:
            # A note on the line of a heading belongs to the provision before it.
            self.latest.notes += self.pending_notes
            self.latest.lines = (self.latest.lines[0], block.lines[1])
            self.pending_notes = []
        self.chapter = eid
        self.article = None
        self.open_points = []
        self.tail = chapter
        return True

    def close_titles(self) -> None:
        """End the open headings: text after lines that were left out continues none."""
        self.tail = None
        self.in_attachment_title = False

    def join(self, block: Block, tail: Node | Chapter) -> None:
        """Append the text of a segment to a heading or to the text of a provision."""
        if isinstance(tail, Chapter):
            title = f"{tail.title} {block.text}".strip()
            self.tail = replace(tail, title=title, lines=(tail.lines[0], block.lines[1]))
            # An open heading is the latest one.
            self.chapters[-1] = self.tail
            return
        tail.notes += self.pending_notes
        self.pending_notes = []
        if tail.kind in (Kind.ARTICLE, Kind.ATTACHMENT) and not (tail.text or tail.captioned):
            tail.heading = f"{tail.heading} {block.text}".strip()
        else:
            tail.text = f"{tail.text} {block.text}".strip()
        tail.lines = (tail.lines[0], max(tail.lines[1], block.lines[1]))
        tail.repairs += block.repairs
        self.tail = tail

    def fill(self, base: Node, block: Block) -> None:
        """Set the text of a segment as the text of an empty article."""
        base.text, base.lines = block.text, (base.lines[0], block.lines[1])
        base.repairs += block.repairs
        self._claim(base)

    def attach(self, block: Block, *, has_heading: bool) -> None:
        """Begin an attachment at a segment, which is its heading if ``has_heading``."""
        self.attachments += 1
        number = str(self.attachments)
        node = Node(f"att_{number}", Kind.ATTACHMENT, number, None, None)
        node.lines = block.lines if has_heading else (block.lines[0], block.lines[0])
        if has_heading:
            node.heading, node.repairs = block.text, block.repairs
        self._claim(self._add(node))
        self.attachment = self.base = node
        self.article = self.chapter = self.section = None
        self.open_points, self.last_numbers = [], {}
        self.in_attachment_title, self.after_signature = has_heading, False

    def add_preamble(self, block: Block) -> None:
        """Add text before the first number: the preamble, or a part of the last root."""
        if self.roots:
            self.add_part(block, self.roots[-1])
            self.open_points = []
            return
        self.base = self._provision("preamble", Kind.PREAMBLE, None, block, self.attachment)

    def release_captions(self) -> None:
        """Add the caption of an article that turned out to be none as text of its own."""
        for caption in self.captions:
            if self.base is None:
                self.add_preamble(caption)
            else:
                self.add_part(caption, self.base)
                self.open_points = []
        self.captions = []

    def add_part(self, block: Block, parent: Node) -> None:
        parent.parts += 1
        self._provision(f"subpara_{parent.parts}", Kind.PART, str(parent.parts), block, parent)

    def add_numbered(
        self, kind: Kind, block: Block, parent: Node | None, reading: Reading
    ) -> Node | None:
        """Add a numbered node and return it; None if its eId is in use."""
        step = f"{_STEPS[kind]}_{eid_number(reading.number)}"
        if _eid(step, parent) in self.eids:
            return None
        node = self._provision(step, kind, reading.number, block, parent)
        node.form, node.ordinal = reading.form, reading.ordinal
        if kind is Kind.ARTICLE and self.captions:
            caption = self.captions.pop()
            node.heading, node.lines = caption.text, (caption.lines[0], node.lines[1])
            node.repairs = (*caption.repairs, *node.repairs)
            node.captioned = True
        return node

    def add_repealed(self, first: Node, number: str) -> None:
        """Add an empty repealed sibling of ``first``, the provision whose text repeals both."""
        eid = _eid(f"{_STEPS[first.kind]}_{eid_number(number)}", first.parent)
        if eid in self.eids:
            return
        node = Node(eid, first.kind, number, first.parent, self.chapter)
        node.lines, node.form, node.ordinal = first.lines, first.form, ordinal(number)
        node.repealed = True
        self._add(node)
        # Text and notes below belong to the first provision; numbers continue after the last.
        if first.kind is Kind.POINT:
            self.open_points[-1] = node
        else:
            self.last_numbers[first.kind] = node.ordinal

    def rename(self, node: Node, number: str) -> None:
        """Give a provision without children another number."""
        self.eids.discard(node.eid)
        node.eid = _eid(f"{_STEPS[node.kind]}_{eid_number(number)}", node.parent)
        node.number, node.ordinal = number, ordinal(number)
        self.eids.add(node.eid)

    def _provision(
        self, step: str, kind: Kind, number: str | None, block: Block, parent: Node | None
    ) -> Node:
        text = block.text if kind in (Kind.PREAMBLE, Kind.PART) else block.words
        node = Node(_eid(step, parent), kind, number, parent, self.chapter)
        node.text, node.lines, node.repairs = text, block.lines, block.repairs
        return self._claim(self._add(node))

    def _claim(self, node: Node) -> Node:
        """Make a node the latest one and attach the pending notes to it."""
        node.notes += self.pending_notes
        self.pending_notes = []
        self.latest = self.tail = node
        return node

    def _add(self, node: Node) -> Node:
        self.eids.add(node.eid)
        (self.roots if node.parent is None else node.parent.children).append(node)
        if node.kind is Kind.PARAGRAPH:
            (self if node.parent is None else node.parent).last_paragraph = node
        return node


def _eid(step: str, parent: Node | None) -> str:
    return step if parent is None else f"{parent.eid}__{step}"
