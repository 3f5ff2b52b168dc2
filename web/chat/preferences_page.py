"""The route ``POST /prefs``, which sets the cookie of language and display."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.chat.conversation import (
    ChatForm,
    earlier_cost,
    earlier_turns,
    refused_context,
)
from web.chat.conversation_page import show_conversation
from web.http.error_handlers import wants_document
from web.http.pages import page, prefs_of
from web.http.preferences import COOKIE, Prefs
from web.http.problems import ProblemError
from web.http.request_cost import admit, charge
from web.http.requests import Text, local_path, redirect, require_same_origin, set_cookie
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False)

_YEAR = 31_536_000


@router.post("/prefs", dependencies=[Depends(require_same_origin)])
async def set_prefs(
    request: Request,
    site: StateOf,
    typed: Annotated[ChatForm, Depends()],
    language: Text = "",
    theme: Text = "",
    size: Text = "",
    back: Text = "/",
) -> Response:
    """Set the preferences and go back; a conversation is shown at once in the new language."""
    prefs = prefs_of(request).with_choices(language, theme, size)
    response: Response
    if typed.question or typed.earlier:
        response = await _conversation(request, site, typed, prefs)
    else:
        response = redirect(request, local_path(back))
    set_cookie(request, response, COOKIE, prefs.cookie, _YEAR)
    return response


async def _conversation(
    request: Request, site: AppState, typed: ChatForm, prefs: Prefs
) -> Response:
    """Return the conversation again; its questions alone above the limit or in a full queue."""
    shared = {"session": typed.session}
    try:
        charge(request, site, earlier_cost(request, site, prefs, typed))
        work = partial(_answered_again, request, site, typed, prefs, shared)
        return await admit(request, site, work)
    except ProblemError as error:
        if wants_document(request):
            raise
        problem = error.problem
        context = {**refused_context(site, problem, typed), **shared}
        status, headers = problem.status, problem.headers
        return page(request, "chat.html", context, status=status, headers=headers, prefs=prefs)


def _answered_again(
    request: Request, site: AppState, typed: ChatForm, prefs: Prefs, shared: Mapping[str, str]
) -> Response:
    turns = earlier_turns(request, site, prefs, typed)
    return show_conversation(request, site, prefs, turns, shared["session"], typed.question)
