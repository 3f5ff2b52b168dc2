"""URLs under the root path of a proxy, redirects, and cookies of the site."""

import re

from fastapi import Request
from starlette.responses import RedirectResponse, Response


def root_of(request: Request) -> str:
    """Return the root path; "" if the site has its host to itself."""
    return str(request.scope.get("root_path", ""))


def site_url(request: Request) -> str:
    """Return the origin and root path of the site, for addresses that leave it."""
    return f"{request.url.scheme}://{request.url.netloc}{root_of(request)}"


def redirect(request: Request, path: str) -> RedirectResponse:
    """Send the browser on to ``path`` of the site, which it gets."""
    return RedirectResponse(root_of(request) + path, 303)


def local_path(path: str) -> str:
    """Return ``path`` where it is a path of this site, else the first page."""
    return path if re.fullmatch(r"(/[A-Za-z0-9@_.-]+)+", path) else "/"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
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


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name, path=root_of(request) or "/")
