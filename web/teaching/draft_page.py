"""Page ``/desk/teaching/draft``: unpublished entries, and the start of a replay."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from web.accounts.auth import Editor
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.provision_labels import provision_naming
from web.http.problems import Problem, ProblemError
from web.http.requests import RowId, redirect
from web.http.site import AppState, StateOf
from web.teaching import drafts
from web.teaching.replays import MOST, NEWEST, Replays

router = APIRouter(include_in_schema=False, prefix="/desk/teaching")


@router.get("/draft")
def draft_page(request: Request, site: StateOf, account: Editor) -> Response:
    """Return the page of the draft."""
    return _page(request, site, account)


@router.post("/draft/{draft_id}/remove")
def remove(request: Request, site: StateOf, account: Editor, draft_id: RowId) -> Response:
    """Remove an entry from the draft."""
    with site.database.begin() as session:
        drafts.remove(session, account.name, draft_id)
    return redirect(request, "/desk/teaching/draft")


@router.post("/replays")
def start(
    request: Request,
    site: StateOf,
    account: Editor,
    newest: Annotated[int, Form(ge=0, le=MOST)] = NEWEST,
) -> Response:
    """Start a replay of the draft; return the draft with the problem if that is refused."""
    try:
        replay_id = site.features.get(Replays).start(account.name, newest)
    except ProblemError as error:
        return _page(request, site, account, error.problem)
    return redirect(request, f"/desk/teaching/replays/{replay_id}")


def _page(
    request: Request, site: AppState, account: Account, problem: Problem | None = None
) -> Response:
    with site.database.reading() as session:
        waiting = drafts.unpublished(session)
    context = {
        "waiting": waiting,
        "replays": site.features.get(Replays).latest(),
        "newest": NEWEST,
        "most": MOST,
        "named": provision_naming(request),
        "part": "draft",
    }
    return staff_page(request, account, "teaching/draft.html", context, problem=problem)
