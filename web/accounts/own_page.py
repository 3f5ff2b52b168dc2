"""Page ``/account``: the account that is signed in, with the form for a new password."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.accounts.account_pages import problem_of
from web.accounts.auth import Accounts, LearnerAccount, sign_in_id
from web.accounts.errors import AccountError, SignInBusyError
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.http.problems import Problem
from web.http.requests import Text
from web.http.site import StateOf

router = APIRouter(include_in_schema=False, prefix="/account")


@router.get("")
def own_account_page(request: Request, account: LearnerAccount) -> Response:
    """Show the account that is signed in."""
    return _page(request, account)


@router.post("/password")
def change_own_password(
    request: Request,
    site: StateOf,
    account: LearnerAccount,
    current: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Set a new password for the account; its other sign-ins end."""
    if password != again:
        return _page(request, account, Problem(422, "passwords_differ"))
    token = sign_in_id(request) or ""
    try:
        repository = site.features.get(Accounts).repository
        repository.change_password(account, token, current, password)
    except (AccountError, SignInBusyError) as error:
        return _page(request, account, problem_of(error))
    return _page(request, account, is_changed=True)


def _page(
    request: Request,
    account: Account,
    problem: Problem | None = None,
    *,
    is_changed: bool = False,
) -> Response:
    context = {"is_changed": is_changed}
    return staff_page(request, account, "accounts/own.html", context, problem=problem)
