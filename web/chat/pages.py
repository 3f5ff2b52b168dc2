"""Pages of chat: the chat page, the privacy page, the widget's script and frame."""

import json
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.model import LANGUAGES
from web.chat.conversation import ChatForm, Turn, chat_context, converse, new_session
from web.chat.conversation_page import show_conversation
from web.http.pages import page, prefs_of
from web.http.preferences import Prefs
from web.http.site import AppState, StateOf

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
    """Show the conversation with one more answer."""
    prefs = prefs_of(request)

    def show(turns: Sequence[Turn]) -> Response:
        return show_conversation(request, site, prefs, turns, typed.session)

    return await converse(request, site, typed, "chat.html", prefs, show=show)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """Show the privacy page."""
    return page(request, "privacy.html", {})


SCRIPT = "widget.js"
_PLACE = b'"@settings@"'
_MINUTES = 5

# The language alone stands in the address: a frame on a foreign site gets no cookie.
Lang = Annotated[str, Query(max_length=20)]
# The origin of the page around the frame, which is told that the frame is to be closed.
Origin = Annotated[str, Query(max_length=300)]


@router.get("/widget.js")
def widget_script(site: StateOf) -> Response:
    """Return the script with its allowed origins and its texts."""
    settings = {
        "origins": site.settings.widget_origins,
        "words": {
            language: {
                key: site.wording[language].say(f"widget.{key}") for key in ("open", "close")
            }
            for language in LANGUAGES
        },
    }
    body = site.assets.files[SCRIPT].body.replace(_PLACE, json.dumps(settings).encode())
    headers = {"Cache-Control": f"public, max-age={_MINUTES * 60}"}
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/widget")
def widget_page(request: Request, site: StateOf, lang: Lang = "", origin: Origin = "") -> Response:
    """Show the empty conversation in the frame."""
    prefs = _prefs(request, lang)
    context = {**chat_context(site, ()), **_framed(site, prefs, origin), "session": new_session()}
    return page(request, "widget.html", context, prefs=prefs)


@router.post("/widget")
async def ask_in_widget(
    request: Request,
    site: StateOf,
    typed: Annotated[ChatForm, Depends()],
    lang: Lang = "",
    origin: Origin = "",
) -> Response:
    """Show the conversation in the frame with one more answer."""
    prefs = _prefs(request, lang)
    return await converse(request, site, typed, "widget.html", prefs, _framed(site, prefs, origin))


def _prefs(request: Request, lang: str) -> Prefs:
    return prefs_of(request).with_choices(lang, "", "")


def _framed(site: AppState, prefs: Prefs, origin: str) -> dict[str, object]:
    # Only a site that may show the widget is ever sent a message.
    parent = origin if origin in site.settings.widget_origins else ""
    query = urlencode({"lang": prefs.language, **({"origin": parent} if parent else {})})
    return {"ask_path": f"/widget?{query}", "parent": parent, "switches_in_form": False}
