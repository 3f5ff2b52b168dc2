"""Pages of chat: the chat page and the privacy page."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.chat.conversation import ChatForm, Turn, chat_context, converse, new_session
from web.chat.conversation_page import show_conversation
from web.http.pages import page, prefs_of
from web.http.site import StateOf

router = APIRouter(include_in_schema=False)


@router.get("/")
def chat_page(request: Request, site: StateOf) -> Response:
    """Show the empty conversation."""
    return page(request, "chat.html", {"session": new_session(), **chat_context(site, ())})


@router.post("/")
async def ask_on_page(
    request: Request,
    site: StateOf,
    typed: Annotated[ChatForm, Depends()],
) -> Response:
    """Show the conversation with one more answer.

    The browser is sent on to the page of the conversation, so that a reload asks nothing again. A
    question that is refused is shown with its problem, and nothing that was typed is lost.
    """
    prefs = prefs_of(request)

    def show(turns: Sequence[Turn]) -> Response:
        return show_conversation(request, site, prefs, turns, typed.session)

    return await converse(request, site, typed, "chat.html", prefs, show=show)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """Show the privacy page."""
    return page(request, "privacy.html", {})
