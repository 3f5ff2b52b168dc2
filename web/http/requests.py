"""URLs, cookies and shared parameters of requests, and the same-origin check (CSRF)."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from web.http.problems import Problem, ProblemError


def root_of(request: Request) -> str:
    """Return the root path; "" if the site has its host to itself."""
    return str(request.scope.get("root_path", ""))


def site_url(request: Request) -> str:
    """Return the origin and root path of the site, for addresses that leave it."""
    return f"{request.url.scheme}://{request.url.netloc}{root_of(request)}"


def redirect(request: Request, path: str) -> RedirectResponse:
    """Return a redirect (303) to ``path`` of the site."""
    return RedirectResponse(root_of(request) + path, 303)


def local_path(path: str) -> str:
    """Return ``path`` where it is a path of this site, else the first page."""
    return path if re.fullmatch(r"(/[A-Za-z0-9@_.-]+)+", path) else "/"


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int, path: str = ""
) -> None:
    """Set a cookie of the site, or of a ``path`` of it, for ``seconds``."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=root_of(request) + path or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Delete a cookie of the site."""
    response.delete_cookie(name, path=root_of(request) or "/")


Text = Annotated[str, Form()]
"""Field of a form."""

RowId = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Id of a row, within the range of a column: a larger one is malformed."""


def require_same_origin(request: Request) -> None:
    """Refuse a request that a page of another site sent with 403; a dependency.

    Browsers say so in ``Sec-Fetch-Site`` (W3C Fetch Metadata), older ones in ``Origin`` (RFC
    6454). A program that is no browser sends neither, and there is nothing that it could forge.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ProblemError(Problem(403, "foreign"))
        return
    origin = request.headers.get("origin")
    if origin is not None:
        try:
            stated = urlsplit(origin)
        except ValueError as error:
            # No browser sends one that cannot be split, as "http://[".
            raise ProblemError(Problem(403, "foreign")) from error
        # Proxies pass on the name of the host, and some without its port.
        if request.headers.get("host") not in {stated.netloc, stated.hostname}:
            raise ProblemError(Problem(403, "foreign"))
