"""Statistics page (``/desk/figures``) with charts and tables, and its CSV export."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from data.model import LANGUAGES
from web.accounts.auth import Operator
from web.accounts.staff_page import staff_page
from web.desk.case_times import CaseFigures, format_span, load_case_figures
from web.desk.charts import HEIGHT, WIDTH, stacked_bars
from web.desk.provision_labels import name_provision
from web.desk.statistics import STATES, Figures, MissGroups, load_figures
from web.http.formats import csv_response, format_short_day
from web.http.pages import prefs_of
from web.http.site import AppState, StateOf
from web.storage.base import utc_now

router = APIRouter(include_in_schema=False)

Days = Annotated[int, Query(ge=1, le=366)]

_PERIODS = (7, 30, 90)
_CSV_HEADER = ("figure", "day", "language", "state", "what", "number")


@router.get("/desk/figures")
def figures_page(request: Request, site: StateOf, account: Operator, days: Days = 30) -> Response:
    """Show the statistics of the last ``days`` days."""
    figures = _figures(site, days)
    language = prefs_of(request).language
    tick = partial(format_short_day, language=language)
    context = {
        "figures": figures,
        "period": days,
        "periods": _PERIODS,
        "plots": {
            "status": stacked_bars(figures.days, figures.by("status"), STATES, tick),
            "language": stacked_bars(figures.days, figures.by("language"), LANGUAGES, tick),
        },
        "width": WIDTH,
        "height": HEIGHT,
        "provisions": [
            (*name_provision(site.corpus, language, each.act, each.eid), each.number)
            for each in figures.provisions
        ],
        "groups": _groups(site, figures),
        "cases": _case_figures(site, figures) if "handover" in site.features.names else {},
        "span": partial(format_span, site.wording[language]),
    }
    return staff_page(request, account, "desk/figures.html", context)


@router.get("/desk/figures.csv")
def figures_file(site: StateOf, account: Operator, days: Days = 30) -> Response:
    """Return the statistics of the last ``days`` days as CSV."""
    figures = _figures(site, days)
    rows = (_CSV_HEADER, *_csv_rows(figures), *_case_rows(_case_figures(site, figures)))
    return csv_response(rows, f"bapta-{figures.first}-{figures.last}")


def _figures(site: AppState, days: int) -> Figures:
    today = utc_now().date()
    return load_figures(site.database, today - timedelta(days=days - 1), today)


def _groups(site: AppState, figures: Figures) -> Mapping[str, int]:
    """Return the groups of the frequent misses by their keys."""
    groups = site.features.find(MissGroups)
    return groups.find([each.asked_as for each in figures.misses]) if groups else {}


def _case_figures(site: AppState, figures: Figures) -> dict[str, tuple[CaseFigures, ...]]:
    first = datetime.combine(figures.first, time(), UTC)
    return load_case_figures(site.database, first, utc_now())


def _case_rows(cases: Mapping[str, Sequence[CaseFigures]]) -> Iterator[tuple[object, ...]]:
    for by, rows in cases.items():
        for row in rows:
            language = row.name if by == "language" else ""
            who = row.name if by == "operator" else ""
            yield "cases", "", language, "left", who, row.left
            yield "cases", "", language, "decided", who, row.decided
            for name, times in (("first_answer", row.first), ("decision", row.closing)):
                for share, length in zip(("median", "p90"), times or (), strict=False):
                    yield "case_seconds", "", language, f"{name}_{share}", who, _seconds(length)


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _csv_rows(figures: Figures) -> Iterator[tuple[object, ...]]:
    for count in figures.counts:
        yield "questions", count.day, count.language, count.status, "", count.number
    for day, number in figures.visitors:
        yield "visitors", day, "", "", "", number
    for provision in figures.provisions:
        yield "provision", "", "", "", f"{provision.act}:{provision.eid}", provision.number
    for miss in figures.misses:
        yield "miss", "", miss.language, "", miss.question, miss.number
    for name, counts in (("feedback", figures.verdicts), ("fault", figures.faults)):
        for what, number in counts.items():
            yield name, "", "", "", what, number
    for what, value in zip(("median_ms", "p95_ms"), figures.milliseconds or (), strict=False):
        yield "latency", "", "", "", what, value
