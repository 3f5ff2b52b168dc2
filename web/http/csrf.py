"""Cross-site request forgery: the check that a form comes from a page of this site."""

from urllib.parse import urlsplit

from fastapi import Request

from web.http.problems import Problem, ProblemError


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
