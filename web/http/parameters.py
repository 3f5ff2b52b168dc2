"""Parts of requests that many pages share: form fields, row ids, the same-origin check (CSRF)."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from pydantic import Field

from web.http.problems import Problem, ProblemError

Text = Annotated[str, Form()]
"""Field of a form, empty if it is absent and the page gives that default."""

RowId = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""What every column of numbers holds: a larger one is malformed and reaches no database."""


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
        stated = urlsplit(origin)
        # Proxies pass on the name of the host, and some without its port.
        if request.headers.get("host") not in {stated.netloc, stated.hostname}:
            raise ProblemError(Problem(403, "foreign"))
