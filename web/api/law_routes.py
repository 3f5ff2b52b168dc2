"""The routes of version 1 that list and show acts, provisions and norms."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.norms import NormKind
from web.api.law_view import find_provision, select_norms, view_act, view_norm, view_provision
from web.api.responses import PagingOf, conditional_json
from web.api.schemas import ActModel, ActPage, NormPage, ProvisionModel, ProvisionPage
from web.api.version import PREFIX
from web.chat.schemas import Language
from web.http.openapi import problem_responses
from web.http.request_cost import CACHED_PAGE, limited
from web.http.site import StateOf
from web.reader.edition_cache import EditionCaches
from web.reader.norms_page import norms_cost

router = APIRouter(prefix=f"{PREFIX}/acts", tags=["law"])

_PROBLEMS = problem_responses(
    _404="There is no such act, edition or provision.",
    _422="A parameter is wrong; `at` names it.",
    _429="More than the limit allows; `Retry-After` says how many seconds to wait.",
)
_LISTED = {304: {"description": "The client has it: `If-None-Match` holds the tag."}, **_PROBLEMS}

Ui = Annotated[Language, Query(description="The language of labels.")]
Under = Annotated[
    str | None, Query(max_length=300, description="Only this eId and what is below it.")
]


@router.get(
    "", operation_id="list_acts", summary="List the acts", response_model=ActPage, responses=_LISTED
)
def list_acts(site: StateOf, paging: PagingOf) -> Response:
    """Return the acts in their fixed order, each in its current edition."""
    return paging.respond(ActPage, site.corpus.acts, partial(view_act, site.corpus))


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
    site: StateOf, paging: PagingOf, act: str, under: Under = None, ui: Ui = "kk"
) -> Response:
    """Return provisions in document order; `act` is `ID`, or `ID@EDITION` for one edition."""
    read = site.corpus.at(act)
    if under is not None:
        find_provision(read, under)
    found = read.provisions if under is None else tuple(read.under(under))
    return paging.respond(
        ProvisionPage, found, lambda each: view_provision(site.corpus, read, each, ui)
    )


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


@router.get(
    "/{act}/norms",
    operation_id="list_norms",
    summary="List rights, duties, prohibitions, competences and time limits",
    response_model=NormPage,
    responses=_LISTED,
    dependencies=[Depends(limited(norms_cost))],
)
def list_norms(
    site: StateOf,
    paging: PagingOf,
    act: str,
    kind: NormKind | None = None,
    under: Under = None,
    ui: Ui = "kk",
) -> Response:
    """Return norms in document order, each with the words that decide its kind."""
    read = site.corpus.at(act)
    if under is not None:
        find_provision(read, under)
    found = select_norms(site.features.get(EditionCaches).norms.get(read), kind, under)
    return paging.respond(NormPage, found, lambda norm: view_norm(site.corpus, read, norm, ui))
