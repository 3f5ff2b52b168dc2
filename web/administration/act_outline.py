"""Outline of an act that was read: its headings, its counts and the findings on it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.eid import article_of
from data.model import Act, Kind

if TYPE_CHECKING:
    from data.validation.finding import Finding

_MAX_HEADING = 100
COUNTED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT, Kind.PART, Kind.SENTENCE)


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """Chapter or article with its first words, and how many provisions of each kind it contains."""

    eid: str
    words: str
    counts: dict[str, int]
    is_chapter: bool = False
    is_repealed: bool = False


def outline(act: Act) -> Iterator[OutlineLine]:
    """Yield the chapters, each before its articles."""
    titles = {chapter.eid: f"{chapter.number} {chapter.title}" for chapter in act.chapters}
    below = Counter((p.parent, p.kind) for p in act.provisions)
    shown: set[str | None] = set()
    for provision in act.provisions:
        if provision.chapter not in shown:
            shown.add(provision.chapter)
            if provision.chapter is not None:
                words = _cut(titles[provision.chapter])
                yield OutlineLine(provision.chapter, words, {}, is_chapter=True)
        if provision.kind in (Kind.ARTICLE, Kind.ATTACHMENT, Kind.PREAMBLE) or (
            provision.parent is None and article_of(provision.eid) == provision.eid
        ):
            counts = {
                kind.value: below[provision.eid, kind]
                for kind in COUNTED
                if below[provision.eid, kind]
            }
            words = _cut(provision.heading or provision.text)
            yield OutlineLine(provision.eid, words, counts, is_repealed=provision.repealed)


def outline_lines(act: Act) -> Iterator[str]:
    """Yield the outline for a terminal."""
    for line in outline(act):
        if line.is_chapter:
            yield f"{line.eid}  {line.words}"
            continue
        marks = [f"{count} {kind}s" for kind, count in line.counts.items()]
        marks += ["repealed"] if line.is_repealed else []
        within = f" ({', '.join(marks)})" if marks else ""
        yield f"  {line.eid}  {line.words}{within}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_HEADING else f"{line[:_MAX_HEADING]}…"


def finding_rows(findings: Sequence["Finding"], act: Act) -> Iterator[str]:
    """Yield the findings in columns: severity, provision, source line, text."""
    rows = [(f.severity.value, f.eid or act.source, str(f.line or ""), f.text) for f in findings]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        yield f"{'  '.join(cells)}  {row[3]}"


def provision_counts(act: Act) -> dict[str, int]:
    """Return the number of chapters, of articles, and of each other kind that the act has."""
    kinds = Counter(provision.kind for provision in act.provisions)
    counts = {"chapter": len(act.chapters)}
    return counts | {
        kind.value: kinds[kind] for kind in COUNTED if kinds[kind] or kind is Kind.ARTICLE
    }


def count_provisions(act: Act) -> str:
    """Return how many provisions of each kind an act has."""
    return ", ".join(f"{count} {kind}s" for kind, count in provision_counts(act).items())
