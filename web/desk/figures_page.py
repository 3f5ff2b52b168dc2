"""``/desk/figures``: the figures of the journal as plots and tables, and as CSV."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.model import LANGUAGES
from web.accounts.account import Account
from web.accounts.gate import require
from web.accounts.roles import Role
from web.accounts.staff_page import staff_page
from web.clock import utc_now
from web.desk.figures import STATES, Figures, figures_of
from web.desk.figures_csv import figures_csv
from web.desk.named import named
from web.desk.plot import HEIGHT, WIDTH, stacked_bars
from web.pages import prefs_of
from web.site import Site, site_of

router = APIRouter(include_in_schema=False)

SiteOf = Annotated[Site, Depends(site_of)]
Operator = Annotated[Account, Depends(require(Role.OPERATOR))]
Days = Annotated[int, Query(ge=1, le=366)]

PERIODS = (7, 30, 90)


@router.get("/desk/figures")
def figures_page(request: Request, site: SiteOf, account: Operator, days: Days = 30) -> Response:
    """The figures of the last ``days`` days."""
    figures = _figures(site, days)
    language = prefs_of(request).language
    context = {
        "figures": figures,
        "period": days,
        "periods": PERIODS,
        "plots": {
            "status": stacked_bars(figures.days, figures.by("status"), STATES),
            "language": stacked_bars(figures.days, figures.by("language"), LANGUAGES),
        },
        "width": WIDTH,
        "height": HEIGHT,
        "provisions": [
            (*named(site.corpus, language, each.act, each.eid), each.number)
            for each in figures.provisions
        ],
    }
    return staff_page(request, account, "desk/figures.html", context)


@router.get("/desk/figures.csv")
def figures_file(site: SiteOf, account: Operator, days: Days = 30) -> Response:
    """The same as a file."""
    figures = _figures(site, days)
    name = f"bapta-{figures.first}-{figures.last}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(figures_csv(figures), media_type="text/csv; charset=utf-8", headers=headers)


def _figures(site: Site, days: int) -> Figures:
    today = utc_now().date()
    return figures_of(site.database, today - timedelta(days=days - 1), today)
