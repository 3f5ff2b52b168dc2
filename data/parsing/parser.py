"""Parser: builds an act from the repaired lines of a source file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.errata import errata_in_range
from data.errors import SourceError
from data.metadata import Sidecar
from data.model import NUMBERED, Act, Erratum, Kind, Provision
from data.parsing.blocks import Block, split_blocks
from data.parsing.contents import without_contents
from data.parsing.editor_notes import mark_notes
from data.parsing.list_closings import find_closing
from data.parsing.repeals import is_repealed, note_repeals
from data.parsing.sections import mark_sections
from data.parsing.segments import split_segments
from data.parsing.tree_builder import TreeBuilder
from data.parsing.tree_state import Node, Tree
from data.passages import sentence_spans
from data.repair.homoglyphs import comparison_key
from data.repair.pipeline import RepairedSource, repair_text

_ENDS = (".", ":", ";")


def parse_text(text: str, sidecar: Sidecar, source: str, errata: Sequence[Erratum] = ()) -> Act:
    """Repair and parse the text of one act.

    ``source`` is the name of the source file. Raises `SourceError` if the text is empty or an
    erratum does not match its line.
    """
    return parse_source(repair_text(text, source, errata, as_is=sidecar.as_is), sidecar)


def parse_source(source: RepairedSource, sidecar: Sidecar) -> Act:
    """Parse a repaired source file. Raises `SourceError` if it contains no text of an act."""
    blocks = _without_title(split_blocks(source.lines, sidecar.language), sidecar)
    if not blocks:
        raise SourceError(f"The file {source.name} contains no text of an act.")
    tree = _build_tree(blocks, sidecar)
    pages = _pages(source.raw)
    provisions = {
        node.eid: _provision(node, sidecar.language, source.errata, pages) for node in tree.walk()
    }
    for node in tree.walk():
        _link_list(node, provisions, sidecar.language)
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
        official_url=sidecar.official_url,
    )


def _without_title(blocks: Sequence[Block], sidecar: Sidecar) -> Sequence[Block]:
    """Return the blocks after the title.

    If paragraphs are indented, the title is the flush text before them; otherwise it is the text
    that repeats kind and title of the sidecar.
    """
    indented = any(block.indented for block in blocks)
    stated = comparison_key(f"{sidecar.kind or ''}{sidecar.title}").lower()
    for index, block in enumerate(blocks):
        if any(after.run_on for after in blocks[index + 1 : index + 2]):
            # The provisions on its line would have its words in their lines.
            return blocks[index:]
        flush = indented and not block.indented and not block.text.endswith(_ENDS)
        if block.marker is not None or not (flush or comparison_key(block.text).lower() in stated):
            return blocks[index:]
    return ()


def _build_tree(blocks: Sequence[Block], sidecar: Sidecar) -> Tree:
    """Build the tree from articles, paragraphs and points, or from sentences if there are none."""
    all_segments = split_segments(
        mark_sections(mark_notes(blocks), sidecar.language), sidecar.language
    )
    segments: Sequence[Block] = without_contents(all_segments)
    if len(segments) < len(all_segments):
        segments = _without_title(segments, sidecar)
    if any(segment.is_numbered for segment in segments):
        tree = TreeBuilder(segments, sidecar.language).build()
        if any(node.kind in NUMBERED for node in tree.walk()):
            return tree
    return Tree((), tuple(_sentences(blocks)))


def _sentences(blocks: Sequence[Block]) -> Iterator[Node]:
    """Yield the nodes ``sent_1``, ``sent_2`` … of an act without numbers; a table is one node."""
    count = 0
    for block in blocks:
        spans = [(0, len(block.text))] if block.rows else sentence_spans(block.text)
        for start, end in spans:
            count += 1
            yield Node(
                f"sent_{count}",
                Kind.SENTENCE,
                str(count),
                None,
                None,
                text=block.text[start:end],
                lines=block.lines,
                repairs=block.repairs,
            )


def _pages(lines: Sequence[str]) -> Sequence[int]:
    """Return the page on which each line begins, or nothing if no form feed separates pages."""
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
        repealed=_is_repealed(node, language),
        notes=tuple(node.notes),
    )


def _is_repealed(node: Node, language: str) -> bool:
    """Return whether the provision, or the article that contains it, is stated to be repealed."""
    if node.repealed or is_repealed(node.text or node.heading, language):
        return True
    article: Node | None = node
    while article is not None and article.kind is not Kind.ARTICLE:
        article = article.parent
    if article is None or article.number is None:
        return False
    return any(note_repeals(note, article.number, language) for note in article.notes)


def _link_list(node: Node, provisions: dict[str, Provision], language: str) -> None:
    """Set the lead-in (the last sentence above the list) and the closing of a node's points."""
    points = node.points
    if not points:
        return
    parent, last = provisions[node.eid], provisions[points[-1].eid]
    sentences = list(sentence_spans(parent.text))
    lead_in = parent.whole.slice(*sentences[-1]) if sentences else None
    span = find_closing([point.text for point in points], language)
    closing = None if span is None else last.whole.slice(*span)
    for point in points:
        provisions[point.eid] = replace(provisions[point.eid], lead_in=lead_in, closing=closing)
