"""Page ``/desk/teaching/replays/ID``: progress and result of a replay, and the decision on it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from web.accounts.auth import Editor
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.provision_labels import provision_naming
from web.http.problems import Problem, ProblemError
from web.http.requests import RowId, redirect
from web.http.site import AppState, StateOf
from web.teaching.replay_view import ChangeList, list_changes, replay_figures
from web.teaching.replays import Replays

router = APIRouter(include_in_schema=False, prefix="/desk/teaching/replays/{replay_id}")


@router.get("")
def replay_page(
    request: Request,
    site: StateOf,
    account: Editor,
    replay_id: RowId,
    wanted: Annotated[str, Query(alias="list", max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Return the page of a replay."""
    return _page(request, site, account, replay_id, wanted, page)


@router.post("/cancel")
def cancel(request: Request, site: StateOf, account: Editor, replay_id: RowId) -> Response:
    """Cancel the replay."""
    site.features.get(Replays).cancel(replay_id)
    return redirect(request, f"/desk/teaching/replays/{replay_id}")


@router.post("/reject")
def reject(request: Request, site: StateOf, account: Editor, replay_id: RowId) -> Response:
    """Reject the replay."""
    site.features.get(Replays).reject(replay_id, account.name)
    return redirect(request, "/desk/teaching/draft")


@router.post("/publish")
def publish(
    request: Request,
    site: StateOf,
    account: Editor,
    replay_id: RowId,
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Publish the entries; return the replay with the problem if that is refused."""
    try:
        site.features.get(Replays).publish(replay_id, account.name, sure=bool(sure))
    except ProblemError as error:
        if error.problem.status == 404:
            raise
        return _page(request, site, account, replay_id, "", 1, error.problem)
    return redirect(request, "/desk/teaching/bank")


def _page(
    request: Request,
    site: AppState,
    account: Account,
    replay_id: int,
    wanted: str,
    page: int,
    problem: Problem | None = None,
) -> Response:
    replay = site.features.get(Replays).load(replay_id)
    named = provision_naming(request)
    found = None
    if replay.result is not None:
        found = list_changes(site.database, replay.result, wanted, page, named)
    context = {
        "replay": replay,
        "figures": replay_figures(replay.result) if replay.result else [],
        "found": found,
        "lists": ChangeList,
        "named": named,
        "part": "draft",
    }
    return staff_page(request, account, "teaching/replay.html", context, problem=problem)
