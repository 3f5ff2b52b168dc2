"""The outline of an act: its pages by chapter, and the provisions of one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from data.eid import article_of, parent_of
from data.errors import UnknownProvisionError
from data.model import Act, Chapter, Provision
from qa.citation import has_page


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, None for provisions outside of chapters, with its top provisions."""

    chapter: Chapter | None
    tops: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A provision on a page, ``depth`` steps below the provision of the page."""

    provision: Provision
    depth: int


def sections(act: Act) -> tuple[Section, ...]:
    """Return the pages of the act in document order, by chapter."""
    chapters = {chapter.eid: chapter for chapter in act.chapters}
    grouped = groupby(_tops(act), key=lambda top: top.chapter)
    return tuple(Section(chapters.get(eid or ""), tuple(tops)) for eid, tops in grouped)


def nodes_without_page(act: Act) -> tuple[Node, ...]:
    """Return the provisions on the page of the act itself: it has no articles for them."""
    return tuple(_node(provision) for provision in act.provisions if not has_page(provision.eid))


def page_nodes(act: Act, top: str) -> tuple[Node, ...]:
    """Return the provision ``top`` and all under it. Raises UnknownProvisionError."""
    if top not in act.by_eid or parent_of(top) is not None or not has_page(top):
        raise UnknownProvisionError(f"“{act.id}” has no page “{top}”.")
    return tuple(_node(provision) for provision in act.under(top))


def neighbours(act: Act, top: str) -> tuple[Provision | None, Provision | None]:
    """Return the pages before and after the page ``top``."""
    tops = [provision for provision in _tops(act) if has_page(provision.eid)]
    place = [provision.eid for provision in tops].index(top)
    before = tops[place - 1] if place > 0 else None
    return before, tops[place + 1] if place + 1 < len(tops) else None


def _tops(act: Act) -> Iterator[Provision]:
    return (each for each in act.provisions if article_of(each.eid) == each.eid)


def _node(provision: Provision) -> Node:
    return Node(provision, provision.eid.count("__"))
