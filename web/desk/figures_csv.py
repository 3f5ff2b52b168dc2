"""The figures as CSV (RFC 4180), one row for each number."""

import csv
import io
from collections.abc import Iterator

from web.desk.figures import Figures

_HEAD = ("figure", "day", "language", "state", "what", "number")
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figures_csv(figures: Figures) -> str:
    """Everything that the page of figures shows; it begins with the mark that Excel needs."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEAD)
    for row in _rows(figures):
        writer.writerow([harmless(str(cell)) for cell in row])
    return "\ufeff" + written.getvalue()


def harmless(cell: str) -> str:
    """``cell`` as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(figures: Figures) -> Iterator[tuple[object, ...]]:
    for count in figures.counts:
        yield "questions", count.day, count.language, count.status, "", count.number
    for day, number in figures.visitors:
        yield "visitors", day, "", "", "", number
    for asked in figures.provisions:
        yield "provision", "", "", "", f"{asked.act}:{asked.eid}", asked.number
    for miss in figures.misses:
        yield "miss", "", miss.language, "", miss.question, miss.number
    for name, counted in (("feedback", figures.verdicts), ("fault", figures.faults)):
        for what, number in counted.items():
            yield name, "", "", "", what, number
    for what, value in zip(("median_ms", "p95_ms"), figures.milliseconds or (), strict=False):
        yield "latency", "", "", "", what, value
