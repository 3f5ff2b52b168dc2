"""The figures as CSV, one row for each number."""

from collections.abc import Iterator

from web.csv_guard import write_csv
from web.desk.figures import Figures

_HEAD = ("figure", "day", "language", "state", "what", "number")


def figures_csv(figures: Figures) -> str:
    """Return everything that the page of figures shows, as CSV."""
    return write_csv((_HEAD, *_rows(figures)))


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
