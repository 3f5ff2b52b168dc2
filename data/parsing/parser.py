"""The tree of an act: articles, paragraphs, points and parts out of units.

Parser: from the repaired lines of a source file to an act.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.errata import errata_in_range
from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act, Erratum, Kind, Provision, Span
from data.parsing.blocks import Block, split_blocks
from data.parsing.boilerplate import is_repealed
from data.parsing.list_closings import find_closing
from data.parsing.markers import Marker
from data.parsing.segments import split_segments
from data.parsing.tree import Node, Tree
from data.parsing.tree_builder import TreeBuilder
from data.passages import sentence_spans
from data.repair.homoglyphs import comparison_key
from data.repair.pipeline import RepairedSource, repair_text

_NUMBERED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)


def build_tree(units: Sequence[Block], language: str) -> Tree:
    """Build the tree. Title units must have been taken away.

    An act with articles, paragraphs or points is built of them; any other act of its sentences.
    """
    pieces = split_segments(units, language)
    if any(piece.mark in (Marker.ARTICLE, Marker.PARAGRAPH, Marker.POINT) for piece in pieces):
        tree = TreeBuilder(pieces).build()
        if any(node.kind in _NUMBERED for node in tree.walk()):
            return tree
    return Tree((), tuple(_sentences(units)))


def _sentences(units: Sequence[Block]) -> Iterator[Node]:
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


_ENDS = (".", ":", ";")


def parse_text(text: str, sidecar: Sidecar, source: str, errata: Sequence[Erratum] = ()) -> Act:
    """Repair and parse the text of one act.

    ``source`` is the name of the source file. Raises `SourceError` when the text is empty or an
    erratum does not fit its line.
    """
    return parse_source(repair_text(text, source, errata), sidecar)


def parse_source(source: RepairedSource, sidecar: Sidecar) -> Act:
    """Parse a repaired source file. Raises `SourceError` when it contains no text of an act."""
    units = _without_title(split_blocks(source.lines, sidecar.language), sidecar)
    if not units:
        raise SourceError(f"The file {source.name} contains no text of an act.")
    tree = build_tree(units, sidecar.language)
    pages = _pages(source.raw)
    provisions = {
        node.eid: _provision(node, sidecar.language, source.errata, pages) for node in tree.walk()
    }
    for node in tree.walk():
        _hang_list(node, provisions, sidecar.language)
    return Act(
        id=sidecar.id,
        title=sidecar.title,
        language=sidecar.language,
        edition=sidecar.edition,
        kind=sidecar.kind,
        source=source.name,
        chapters=tree.chapters,
        provisions=tuple(provisions.values()),
        source_lines=source.raw,
        parallel_of=sidecar.parallel_of,
        names=sidecar.names,
        edition_id=sidecar.edition_name,
        supersedes=sidecar.supersedes,
    )


def _without_title(units: Sequence[Block], sidecar: Sidecar) -> Sequence[Block]:
    """The units after the title.

    Where paragraphs are indented, the title is what stands flush before them; elsewhere it is
    what repeats the sidecar's kind and title.
    """
    indented = any(unit.indented for unit in units)
    stated = comparison_key(f"{sidecar.kind or ''}{sidecar.title}").lower()
    for index, unit in enumerate(units):
        flush = indented and not unit.indented and not unit.text.endswith(_ENDS)
        if unit.mark is not None or not (flush or comparison_key(unit.text).lower() in stated):
            return units[index:]
    return ()


def _pages(lines: Sequence[str]) -> Sequence[int]:
    """The page that each line begins on, where form feeds part pages; else nothing."""
    pages, page = [], 1
    for line in lines:
        page += len(line) - len(line.lstrip("\f"))
        pages.append(page)
        page += line.lstrip("\f").count("\f")
    return pages if page > 1 else ()


def _provision(
    node: Node, language: str, errata: Sequence[Erratum], pages: Sequence[int]
) -> Provision:
    return Provision(
        eid=node.eid,
        kind=node.kind,
        number=node.number,
        text=node.text,
        parent=None if node.parent is None else node.parent.eid,
        chapter=node.chapter,
        heading=node.heading,
        lines=node.lines,
        page=pages[node.lines[0] - 1] if pages else None,
        repairs=node.repairs,
        errata=errata_in_range(errata, *node.lines),
        repealed=is_repealed(node.text or node.heading, language),
        notes=tuple(node.notes),
    )


def _hang_list(node: Node, provisions: dict[str, Provision], language: str) -> None:
    """Give lead-in and closing to the points that hang on a node."""
    points = node.points
    if not points:
        return
    lead_in = find_lead_in(provisions[node.eid])
    last = provisions[points[-1].eid]
    span = find_closing([point.text for point in points], language)
    closing = None if span is None else last.whole.slice(*span)
    for point in points:
        provisions[point.eid] = replace(provisions[point.eid], lead_in=lead_in, closing=closing)


def find_lead_in(provision: Provision) -> Span | None:
    """The opening words a list hangs on: the last sentence of the text above it."""
    spans = list(sentence_spans(provision.text))
    if not spans:
        return None
    return provision.whole.slice(*spans[-1])
