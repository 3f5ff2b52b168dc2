"""The nodes of an act's tree while it is built."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from data.model import Chapter, Kind


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
