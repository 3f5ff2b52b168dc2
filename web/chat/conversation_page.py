"""Routes of a conversation: its page by a key, its turns for a script, the edition of pages."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.chat.conversation import ChatForm, Turn, chat_context, earlier_cost, earlier_turns
from web.chat.kept_conversations import KeptConversation, KeptConversations
from web.http.middleware import CONVERSATION
from web.http.pages import page, prefs_of
from web.http.preferences import Prefs
from web.http.problems import Problem, ProblemError
from web.http.request_cost import admit, charge
from web.http.requests import Text, redirect, require_same_origin
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False)


def show_conversation(
    request: Request,
    site: AppState,
    prefs: Prefs,
    turns: Sequence[Turn],
    session: str,
    typed: str = "",
) -> Response:
    """Redirect to the page of the conversation; render it at once if nothing can be kept."""
    kept = site.features.find(KeptConversations)
    if kept is None:
        context = {"session": session, **chat_context(site, turns, typed)}
        return page(request, "chat.html", context, prefs=prefs)
    key = kept.keep(KeptConversation(tuple(turns), prefs.language, session, typed))
    return redirect(request, f"{CONVERSATION}{key}#latest")


@router.get("/conversation/{key}")
def conversation_page(request: Request, site: StateOf, key: str) -> Response:
    """Show the conversation of ``key`` in the language that it was kept in."""
    store = site.features.find(KeptConversations)
    kept = store.find(key) if store else None
    if kept is None:
        raise ProblemError(Problem(404, "no_conversation"))
    prefs = prefs_of(request).with_choices(kept.language, "", "")
    context = {"session": kept.session, **chat_context(site, kept.turns, kept.typed)}
    return page(request, "chat.html", {**context, "here": "/"}, prefs=prefs)


@router.get("/conversation")
def edition(site: StateOf) -> dict[str, str]:
    """Return the edition of turns, which changes with the acts and with the markup."""
    return {"edition": site.edition}


@router.post("/conversation", dependencies=[Depends(require_same_origin)])
async def turns_again(
    request: Request, site: StateOf, typed: Annotated[ChatForm, Depends()], ui: Text = ""
) -> Response:
    """Return the turns of the earlier questions, answered again in the visitor's language.

    ``ui`` is the language of the page that shows them: the widget's has no cookie.
    """
    prefs = prefs_of(request).with_choices(ui, "", "")
    charge(request, site, earlier_cost(request, site, prefs, typed))
    return await admit(request, site, partial(_rendered, request, site, typed, prefs))


def _rendered(request: Request, site: AppState, typed: ChatForm, prefs: Prefs) -> Response:
    turns = earlier_turns(request, site, prefs, typed)
    context = {**chat_context(site, turns), "session": typed.session}
    return page(request, "turns.html", context, prefs=prefs)
