"""The outline of an act: its pages by chapter, the provisions of one page and their contents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from data.eid import article_of, parent_of
from data.errors import UnknownProvisionError
from data.model import Act, Chapter, Kind, Provision
from data.reading_aids import ReadingAids
from qa.citation import has_page
from web.reader.provision_words import ProvisionWords, provision_words

MAX_UNLISTED = 8
"""Parts up to which an article is seen at a glance and has no contents of its own."""


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


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A provision within an article, with the words that name it."""

    node: Node
    words: ProvisionWords


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


def article_contents(
    act: Act, nodes: Sequence[Node], aids: ReadingAids
) -> tuple[ContentsEntry, ...]:
    """Return the contents of the article ``nodes[0]``, () if it has few parts.

    ``nodes`` are the article and all under it, in their order. The words are translated where
    ``aids`` have the translation. Provisions without words are left out.
    """
    article, *parts = nodes
    if article.provision.kind is not Kind.ARTICLE or len(parts) <= MAX_UNLISTED:
        return ()
    found = ((node, provision_words(act, node.provision.eid, aids)) for node in parts)
    return tuple(ContentsEntry(node, words) for node, words in found if words is not None)


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
