"""The routes of version 1 that list and show acts, provisions and norms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.norms import NormKind
from web.api.law_view import find_provision, select_norms, view_act, view_norm, view_provision
from web.api.responses import conditional_json, page_of
from web.api.schemas import (
    MAX_PAGE,
    ActModel,
    ActPage,
    NormPage,
    ProvisionModel,
    ProvisionPage,
)
from web.api.version import PREFIX
from web.chat.schemas import Language
from web.http.openapi import problem_responses
from web.http.request_cost import CACHED_PAGE, limited, page_cost
from web.http.site import StateOf
from web.reader.edition_cache import EditionCaches

router = APIRouter(prefix=f"{PREFIX}/acts", tags=["law"])

_PROBLEMS = problem_responses(
    _404="There is no such act, edition or provision.",
    _422="A parameter is wrong; `at` names it.",
    _429="More than the limit allows; `Retry-After` says how many seconds to wait.",
)
_LISTED = {304: {"description": "The client has it: `If-None-Match` holds the tag."}, **_PROBLEMS}

Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="The most items of the page.")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Items to skip.")]
Ui = Annotated[Language, Query(description="The language of labels.")]
Under = Annotated[
    str | None, Query(max_length=300, description="Only this eId and what is below it.")
]


@router.get(
    "", operation_id="list_acts", summary="List the acts", response_model=ActPage, responses=_LISTED
)
def list_acts(request: Request, site: StateOf, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Return the acts in their fixed order, each in its current edition."""
    items, following = page_of(request, site.corpus.acts, limit, offset)
    acts = [view_act(site.corpus, act) for act in items]
    shown = ActPage(items=acts, total=len(site.corpus.acts), next=following)
    return conditional_json(request, shown, following)


@router.get(
    "/{act}",
    operation_id="show_act",
    summary="Show an act",
    response_model=ActModel,
    responses=_LISTED,
)
def show_act(request: Request, site: StateOf, act: str) -> Response:
    """Return the act in its current edition; past ones are in `past_editions`."""
    shown = view_act(site.corpus, site.corpus.act(act))
    return conditional_json(request, shown)


@router.get(
    "/{act}/provisions",
    operation_id="list_provisions",
    summary="List the provisions of an act",
    response_model=ProvisionPage,
    responses=_LISTED,
    dependencies=[Depends(limited(CACHED_PAGE))],
)
def list_provisions(
    request: Request,
    site: StateOf,
    act: str,
    under: Under = None,
    ui: Ui = "kk",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Return provisions in document order; `act` is `ID`, or `ID@EDITION` for one edition."""
    read = site.corpus.at(act)
    if under is not None:
        find_provision(read, under)
    found = read.provisions if under is None else tuple(read.under(under))
    items, following = page_of(request, found, limit, offset)
    views = [view_provision(site.corpus, read, each, ui) for each in items]
    shown = ProvisionPage(items=views, total=len(found), next=following)
    return conditional_json(request, shown, following)


@router.get(
    "/{act}/provisions/{eid}",
    operation_id="show_provision",
    summary="Show a provision",
    response_model=ProvisionModel,
    responses=_LISTED,
)
def show_provision(request: Request, site: StateOf, act: str, eid: str, ui: Ui = "kk") -> Response:
    """Return a provision alone; what is below it is in the list with `under`."""
    read = site.corpus.at(act)
    shown = view_provision(site.corpus, read, find_provision(read, eid), ui)
    return conditional_json(request, shown)


def _norm_cost(site: StateOf, act: str) -> float:
    return page_cost(is_cached=site.features.get(EditionCaches).norms.has(site.corpus.at(act)))


@router.get(
    "/{act}/norms",
    operation_id="list_norms",
    summary="List rights, duties, prohibitions, competences and time limits",
    response_model=NormPage,
    responses=_LISTED,
    dependencies=[Depends(limited(_norm_cost))],
)
def list_norms(
    request: Request,
    site: StateOf,
    act: str,
    kind: NormKind | None = None,
    under: Under = None,
    ui: Ui = "kk",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Return norms in document order, each with the words that tell its kind."""
    read = site.corpus.at(act)
    if under is not None:
        find_provision(read, under)
    found = select_norms(site.features.get(EditionCaches).norms.get(read), kind, under)
    items, following = page_of(request, found, limit, offset)
    views = [view_norm(site.corpus, read, norm, ui) for norm in items]
    shown = NormPage(items=views, total=len(found), next=following)
    return conditional_json(request, shown, following)
