"""Pages of canned replies under ``/desk/canned``."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.accounts.auth import Editor, Operator
from web.accounts.staff_page import staff_page
from web.desk.canned_replies import CannedReplies
from web.desk.provision_labels import label_of
from web.desk.reply import picked_quotes
from web.desk.reply_page import start_reply
from web.desk.search_page import Picks
from web.http.pages import prefs_of
from web.http.problems import Problem, ProblemError
from web.http.requests import RowId, Text, redirect
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/desk/canned")


@router.get("")
def canned_page(request: Request, site: StateOf, account: Operator) -> Response:
    """Show all canned replies, stale ones first with their changes."""
    context = {
        "all": _replies(site).all(),
        "tongue": {act.id: act.language for act in site.corpus.acts}.get,
        "name": partial(label_of, site.corpus, language=prefs_of(request).language),
    }
    return staff_page(request, account, "desk/canned.html", context)


@router.post("")
def add_canned(
    request: Request,
    site: StateOf,
    account: Editor,
    title: Text = "",
    asked: Text = "",
    pick: Picks = [],  # noqa: B006
) -> Response:
    """Store a composed reply as a canned reply."""
    quotes = picked_quotes(site.corpus, pick, site.corpus.default.language)
    _replies(site).add(account.name, title, asked, quotes)
    return redirect(request, "/desk/canned")


@router.post("/{canned_id}")
def use_canned(
    request: Request, site: StateOf, account: Operator, canned_id: RowId, reply_language: Text = ""
) -> Response:
    """Begin a reply from a canned one; ProblemError (409) if it is stale."""
    canned = _replies(site).one(canned_id)
    if canned.stale:
        raise ProblemError(Problem(409, "canned_stale"))
    return start_reply(request, site, account, canned.picks, reply_language)


@router.post("/{canned_id}/approve")
def approve_canned(request: Request, site: StateOf, account: Editor, canned_id: RowId) -> Response:
    """Approve a canned reply with the present text of its provisions."""
    _replies(site).approve(account.name, canned_id)
    return redirect(request, "/desk/canned")


@router.post("/{canned_id}/delete")
def delete_canned(request: Request, site: StateOf, account: Editor, canned_id: RowId) -> Response:
    """Delete a canned reply."""
    _replies(site).delete(account.name, canned_id)
    return redirect(request, "/desk/canned")


def _replies(site: AppState) -> CannedReplies:
    return CannedReplies(site.database, site.corpus)
