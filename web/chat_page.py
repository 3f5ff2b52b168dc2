"""The page on which people ask: a form that posts, and the conversation as it grows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.conversation import Typed, chat_context, converse
from web.pages import page, prefs_of
from web.site import Site, site_of
from web.turns import new_session

router = APIRouter(include_in_schema=False)


@router.get("/")
def chat_page(request: Request) -> Response:
    """The empty conversation."""
    return page(request, "chat.html", {"session": new_session(), **chat_context(())})


@router.post("/")
async def ask_on_page(
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    typed: Annotated[Typed, Depends()],
) -> Response:
    """The conversation with one more answer."""
    return await converse(request, site, typed, "chat.html", prefs_of(request))
