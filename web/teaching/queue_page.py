"""Page ``/desk/teaching``: the queue of groups of missed questions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from web.accounts.auth import Operator
from web.accounts.staff_page import staff_page
from web.http.pages import prefs_of
from web.http.site import StateOf
from web.teaching.group_queries import GroupFilters, list_groups, provision_link
from web.teaching.models import GroupState, MissReason

router = APIRouter(include_in_schema=False)


@router.get("/desk/teaching")
def queue_page(
    request: Request,
    site: StateOf,
    account: Operator,
    state: GroupState | Literal["", "all"] = GroupState.OPEN,
    how: MissReason | Literal[""] = "",
    language: Literal["", "kk", "ru", "en"] = "",
    order: Literal["asked", "latest"] = "asked",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Return a page of the filtered queue."""
    filters = GroupFilters("" if state == "all" else str(state), str(how), language, order)
    with site.database.reading() as session:
        queue = list_groups(session, filters, page)
    ui = prefs_of(request).language
    context = {
        "queue": queue,
        "filters": filters,
        "states": tuple(GroupState),
        "hows": tuple(MissReason),
        "found": {
            group_id: provision_link(site.corpus, found, ui)
            for group_id, found in queue.found.items()
        },
        "part": "queue",
        "here": "/desk/teaching",
    }
    return staff_page(request, account, "teaching/queue.html", context)
