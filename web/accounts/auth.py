"""The gate: which account a request comes from, and whether it may do what it asks for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from web.accounts.repository import SIGNED_IN_HOURS
from web.accounts.roles import Account, Role
from web.http.problems import Problem, ProblemError
from web.http.site import site_of

COOKIE = "bapta"
_SAFE = {"GET", "HEAD"}


class SignInError(Exception):
    """A page was asked for that needs an account, and nobody is signed in."""


# The body of a form can only be read here, in the event loop; the rest may block and may not.
async def stated_token(request: Request) -> str:
    """The token against forged requests that a request bears."""
    if request.method in _SAFE:
        return ""
    stated = request.headers.get("x-csrf-token")
    if stated is not None:
        return stated
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    given = (await request.form()).get("csrf", "")
    return given if isinstance(given, str) else ""


def form_token_of(request: Request) -> str | None:
    """The id of the sign-in that the request's cookie holds, if we signed it and it is not old."""
    signer = site_of(request).signer
    if signer is None:
        return None
    return signer.read_cookie(request.cookies.get(COOKIE), SIGNED_IN_HOURS * 3600)


def signed_in_account(request: Request) -> Account | None:
    """The account that is signed in, or None. Raises DatabaseError."""
    site = site_of(request)
    token = form_token_of(request)
    if site.signer is None or token is None:
        return None
    account = site.accounts.signed_in(token)
    return replace(account, csrf=site.signer.form_token(token)) if account else None


def require_role(role: Role) -> Callable[..., Account]:
    """A dependency: the account that is signed in, whose role includes ``role``.

    The request ends with 404 where the site has no accounts, with the page to sign in (401 for
    anything but a page) where nobody is, with 403 where the role is not enough or where a request
    that changes something does not bear the token of its sign-in.
    """

    def required(request: Request, csrf: Annotated[str, Depends(stated_token)]) -> Account:
        site = site_of(request)
        if site.signer is None:
            raise HTTPException(404)
        account, token = signed_in_account(request), form_token_of(request)
        if account is None or token is None:
            raise SignInError
        if not account.may(role):
            raise ProblemError(Problem(403, "role"))
        if request.method not in _SAFE and not site.signer.is_form_token(csrf, token):
            raise ProblemError(Problem(403, "forged"))
        return account

    return required


def optional_account(
    request: Request, csrf: Annotated[str, Depends(stated_token)]
) -> Account | None:
    """A dependency: the account that is signed in, or None, for what needs no account.

    A request that changes something for an account ends with 403 where it does not bear the token
    of its sign-in.
    """
    account, token, signer = (
        signed_in_account(request),
        form_token_of(request),
        site_of(request).signer,
    )
    if account is None or token is None or signer is None:
        return None
    if request.method not in _SAFE and not signer.is_form_token(csrf, token):
        raise ProblemError(Problem(403, "forged"))
    return account
