"""``GET /privacy``: what is kept, and what is not."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """The page on privacy."""
    return page(request, "privacy.html", {})
