"""Routes of the widget: its script, and the frame with the conversation."""

import json
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from data.model import LANGUAGES
from web.chat.conversation import ChatForm, chat_context, converse, new_session
from web.http.middleware import WIDGET_FRAME
from web.http.pages import page, prefs_of
from web.http.preferences import Prefs
from web.http.requests import root_of, site_url
from web.http.site import AppState, StateOf
from web.http.translations import Translations

router = APIRouter(include_in_schema=False)

SCRIPT = "widget.js"
FRAME = "widget/frame.html"
_PLACE = b'"@settings@"'
_INDENTS_AND_COMMENTS = re.compile(rb"^[ ]*//.*\n|^[ ]+", re.MULTILINE)
_MINUTES = 5
WORDS = ("open", "close", "language", "loading", "away", "refused", "link", "again")

# The address holds the language, because a frame on another site gets no cookie.
Lang = Annotated[str, Query(max_length=20)]
Theme = Annotated[str, Query(max_length=20)]
# The origin of the page around the frame, which gets the message to close the frame.
Origin = Annotated[str, Query(max_length=300)]


@router.get("/widget.js")
def widget_script(site: StateOf) -> Response:
    """Return the script with its allowed origins and its texts, as light as foreign sites need."""
    settings = {
        "origins": site.settings.widget_origins,
        "words": {language: _words(site.wording[language]) for language in LANGUAGES},
    }
    filled = json.dumps(settings, ensure_ascii=False).encode()
    body = _INDENTS_AND_COMMENTS.sub(b"", site.assets.files[SCRIPT].body).replace(_PLACE, filled)
    headers = {"Cache-Control": f"public, max-age={_MINUTES * 60}"}
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


def _words(wording: Translations) -> Mapping[str, str]:
    words = {key: wording.say(f"widget.{key}") for key in WORDS}
    names = {"short": "prefs.short", "own": "prefs.own_name"}
    return {
        "name": wording.say("site.name"),
        **words,
        **{key: wording.say(f"{start}.{wording.language}") for key, start in names.items()},
    }


@router.get("/widget/frame")
def widget_frame(
    request: Request, site: StateOf, lang: Lang = "", theme: Theme = "", origin: Origin = ""
) -> Response:
    """Show the empty conversation in the frame."""
    prefs = prefs_of(request).with_choices(lang, theme, "")
    framed = _framed(request, site, prefs, origin)
    return page(
        request,
        FRAME,
        {**chat_context(site, ()), **framed, "session": new_session()},
        prefs=prefs,
    )


@router.post("/widget/frame")
async def ask_in_frame(
    request: Request,
    site: StateOf,
    typed: Annotated[ChatForm, Depends()],
    lang: Lang = "",
    theme: Theme = "",
    origin: Origin = "",
) -> Response:
    """Show the conversation in the frame with one more answer."""
    prefs = prefs_of(request).with_choices(lang, theme, "")
    framed = _framed(request, site, prefs, origin)
    return await converse(request, site, typed, FRAME, prefs, framed)


@router.post("/widget")
def ask_in_earlier_frame(request: Request) -> Response:
    """Send the question of a frame that was opened at its earlier address on to the present one."""
    return to_frame(request)


def to_frame(request: Request) -> Response:
    """Redirect to the frame with the query, method and body of the request."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{root_of(request)}{WIDGET_FRAME}{query}", 307)


def _framed(request: Request, site: AppState, prefs: Prefs, origin: str) -> dict[str, object]:
    # Only a site that may show the widget is ever sent a message; our own sample is one.
    own = site_url(request).removesuffix(root_of(request))
    parent = origin if origin in (*site.settings.widget_origins, own) else ""
    query = {
        "lang": prefs.language,
        **({"theme": prefs.theme} if prefs.theme != "auto" else {}),
        **({"origin": parent} if parent else {}),
    }
    return {
        "ask_path": f"{WIDGET_FRAME}?{urlencode(query)}",
        "parent": parent,
        "switches_in_form": False,
    }
