"""Addresses of the site, below the path that a proxy may put it at."""

from fastapi import Request
from starlette.responses import RedirectResponse


def root_of(request: Request) -> str:
    """The path that comes before every path of the site: "" where it has its host to itself."""
    return str(request.scope.get("root_path", ""))


def site_url(request: Request) -> str:
    """What an address of the site begins with that is sent elsewhere: the origin and that path."""
    return f"{request.url.scheme}://{request.url.netloc}{root_of(request)}"


def go_to(request: Request, path: str) -> RedirectResponse:
    """Send the browser on to ``path`` of the site, which it gets."""
    return RedirectResponse(root_of(request) + path, 303)
