"""The switches of language and display: they set the ``prefs`` cookie and show the page again."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from web.asking import count_question
from web.conversation import Typed, chat_context, earlier_turns
from web.cookie import keep_cookie
from web.pages import page, prefs_of
from web.prefs import COOKIE
from web.root_path import go_to
from web.site import Site, site_of

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]
_YEAR = 31_536_000


@router.post("/prefs")
def set_prefs(
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    typed: Annotated[Typed, Depends()],
    language: Text = "",
    theme: Text = "",
    size: Text = "",
    back: Text = "/",
) -> Response:
    """Set what was chosen and go back; a conversation is shown at once in the new language."""
    prefs = prefs_of(request).with_choices(language, theme, size)
    response: Response
    if typed.question or typed.earlier:
        if typed.earlier:
            count_question(request, site)
        turns = earlier_turns(site, prefs, typed)
        context = chat_context(turns, typed.question) | {"session": typed.session}
        response = page(request, "chat.html", context, prefs=prefs)
    else:
        response = go_to(request, local_path(back))
    keep_cookie(request, response, COOKIE, prefs.cookie, _YEAR)
    return response


def local_path(path: str) -> str:
    """``path`` where it is a path of this site, else the first page."""
    return path if re.fullmatch(r"(/[A-Za-z0-9@_.-]+)+", path) else "/"
