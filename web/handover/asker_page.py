"""``/handover/TOKEN``: what became of a question, for whoever has its private link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.handover.case import State
from web.handover.leaving import handover_of, limit
from web.handover.quoted import quoted
from web.pages import page, prefs_of
from web.site import Site, site_of

router = APIRouter(include_in_schema=False, prefix="/handover")

SiteOf = Annotated[Site, Depends(site_of)]


@router.get("/{token}")
def asker_page(request: Request, site: SiteOf, token: str) -> Response:
    """The case: it waits, or is answered, or the law does not say."""
    limit(request, site)
    case = handover_of(site).cases.at_link(token)
    context = {
        "case": case,
        "token": token,
        "quoted": quoted(site.corpus, case.quotes, prefs_of(request).language),
        "waiting": case.state is State.OPEN,
    }
    return page(request, "handover/asker.html", context)


# Who forges this request must know the token, and may delete then anyway.
@router.post("/{token}/delete")
def delete_case(request: Request, site: SiteOf, token: str) -> Response:
    """Erase the case at once."""
    limit(request, site)
    handover_of(site).cases.delete_at_link(token)
    return page(request, "handover/deleted.html", {})
