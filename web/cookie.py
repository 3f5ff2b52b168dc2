"""The cookies of the site: kept from scripts, and only below the path that it stands at."""

from fastapi import Request
from starlette.responses import Response

from web.root_path import root_of


def keep_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Have the browser keep ``value`` for so long."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=root_of(request) or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name, path=root_of(request) or "/")
