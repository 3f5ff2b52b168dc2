"""Outline of an act on the command line: its headings, its counts and the findings on it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from data.eid import article_of
from data.model import Act, Kind

if TYPE_CHECKING:
    from data.validation.finding import Finding

_MAX_HEADING = 100
_COUNTED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT, Kind.PART, Kind.SENTENCE)


def outline_lines(act: Act) -> Iterator[str]:
    """Yield the chapters, and below them the articles with what they contain, a line each."""
    titles = {chapter.eid: f"{chapter.number} {chapter.title}" for chapter in act.chapters}
    below = Counter((p.parent, p.kind) for p in act.provisions)
    shown: set[str | None] = set()
    for provision in act.provisions:
        if provision.chapter not in shown:
            shown.add(provision.chapter)
            if provision.chapter is not None:
                yield f"{provision.chapter}  {_cut(titles[provision.chapter])}"
        if provision.kind in (Kind.ARTICLE, Kind.ATTACHMENT, Kind.PREAMBLE) or (
            provision.parent is None and article_of(provision.eid) == provision.eid
        ):
            counts = [
                f"{below[provision.eid, kind]} {kind.value}s"
                for kind in _COUNTED
                if below[provision.eid, kind]
            ]
            words = _cut(provision.heading or provision.text)
            marks = [*counts, *(["repealed"] if provision.repealed else [])]
            within = f" ({', '.join(marks)})" if marks else ""
            yield f"  {provision.eid}  {words}{within}"


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


def count_provisions(act: Act) -> str:
    """Return how many provisions of each kind an act has."""
    kinds = Counter(provision.kind for provision in act.provisions)
    counts = [f"{len(act.chapters)} chapters"]
    counts += [
        f"{kinds[kind]} {kind.value}s" for kind in _COUNTED if kinds[kind] or kind is Kind.ARTICLE
    ]
    return ", ".join(counts)
