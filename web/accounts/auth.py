"""Authorisation of requests: their account, the role it needs, and the token of its forms."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from web.accounts.repository import SIGNED_IN_HOURS, AccountRepository
from web.accounts.roles import Account, Role
from web.accounts.tokens import Signer
from web.http.problems import Problem, ProblemError
from web.http.site import state_of

COOKIE = "bapta"
_SAFE = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Accounts:
    """Account repository, and the signer of cookies and form tokens."""

    repository: AccountRepository
    signer: Signer


class SignInError(Exception):
    """Request that needs an account, without one."""


def accounts_of(request: Request) -> Accounts | None:
    """Return the accounts, or None if the site has none."""
    return state_of(request).features.find(Accounts)


# A form body must be read in the event loop, the database outside of it.
async def sent_form_token(request: Request) -> str:
    """Return the form token that a request sends, in a header or in its form."""
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


def sign_in_id(request: Request) -> str | None:
    """Return the sign-in id in the request's cookie, if we signed it and it has not expired."""
    accounts = accounts_of(request)
    if accounts is None:
        return None
    return accounts.signer.read_cookie(request.cookies.get(COOKIE), SIGNED_IN_HOURS * 3600)


def signed_in_account(request: Request) -> Account | None:
    """Return the signed-in account, or None. Raises DatabaseError."""
    accounts, token = accounts_of(request), sign_in_id(request)
    if accounts is None or token is None:
        return None
    account = accounts.repository.signed_in(token)
    return replace(account, csrf=accounts.signer.form_token(token)) if account else None


def require_role(role: Role) -> Callable[..., Account]:
    """Return a dependency that yields the signed-in account whose role includes ``role``.

    The request ends with 404 on a site without accounts, with the sign-in page (401 for anything
    but a page) without an account, and with 403 if the role is not enough or an unsafe request
    lacks the form token of its sign-in.
    """

    # The body is read after the account is known: nobody without the role sends a large one.
    def allowed(request: Request) -> Account:
        if accounts_of(request) is None:
            raise HTTPException(404)
        account = signed_in_account(request)
        if account is None:
            raise SignInError
        if not account.may(role):
            raise ProblemError(Problem(403, "role"))
        return account

    def required(
        request: Request,
        account: Annotated[Account, Depends(allowed)],
        csrf: Annotated[str, Depends(sent_form_token)],
    ) -> Account:
        _check_form_token(request, csrf)
        return account

    return required


def optional_account(
    request: Request, csrf: Annotated[str, Depends(sent_form_token)]
) -> Account | None:
    """Return the signed-in account, or None, for pages that need no account; a dependency.

    An unsafe request of an account ends with 403 if it lacks the form token of its sign-in.
    """
    account = signed_in_account(request)
    if account is not None:
        _check_form_token(request, csrf)
    return account


def _check_form_token(request: Request, csrf: str) -> None:
    """Raise ProblemError (403) for an unsafe request without the form token of its sign-in."""
    accounts, token = accounts_of(request), sign_in_id(request)
    if accounts is None or token is None:
        raise SignInError
    if request.method not in _SAFE and not accounts.signer.is_form_token(csrf, token):
        raise ProblemError(Problem(403, "forged"))


# Dependencies of pages for one role.
Operator = Annotated[Account, Depends(require_role(Role.OPERATOR))]
Editor = Annotated[Account, Depends(require_role(Role.EDITOR))]
LearnerAccount = Annotated[Account, Depends(require_role(Role.LEARNER))]
Instructor = Annotated[Account, Depends(require_role(Role.INSTRUCTOR))]
Admin = Annotated[Account, Depends(require_role(Role.ADMIN))]
