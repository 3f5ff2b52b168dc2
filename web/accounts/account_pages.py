"""Pages ``/admin/accounts``: accounts with their roles, groups, passwords and states."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.accounts.auth import Accounts, Admin
from web.accounts.errors import AccountError, SignInBusyError
from web.accounts.models import AccountRow
from web.accounts.passwords import random_password
from web.accounts.roles import Account, Role
from web.accounts.staff_page import staff_page
from web.http.problems import Problem
from web.http.requests import RowId, Text, redirect
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/admin/accounts")

# The problems that another person's act may have caused.
_CONFLICTS = {"account_taken", "last_admin"}


@router.get("")
def accounts_page(request: Request, site: StateOf, account: Admin) -> Response:
    """Show all accounts, and the form for another one."""
    return _list(request, site, account)


@router.post("")
def add_account(
    request: Request,
    site: StateOf,
    account: Admin,
    name: Text = "",
    role: Text = "",
    group: Text = "",
    password: Text = "",
) -> Response:
    """Make an account; a password that is not stated is made here and shown once."""
    form = {"name": name[:64], "role": role[:16], "group": group[:64]}
    made = password or random_password()
    try:
        site.features.get(Accounts).repository.add(
            account.name, name.strip(), _role(role), made, group.strip()
        )
    except (AccountError, SignInBusyError) as error:
        return _list(request, site, account, form, problem_of(error))
    told = {"told": name.strip(), "password": None if password else made}
    return _list(request, site, account, told=told)


@router.get("/{account_id}")
def account_page(request: Request, site: StateOf, account: Admin, account_id: RowId) -> Response:
    """Show an account with the forms that change it."""
    return _one(request, account, _found(site, account_id))


@router.post("/{account_id}/role")
def change_account(
    request: Request,
    site: StateOf,
    account: Admin,
    account_id: RowId,
    role: Text = "",
    group: Text = "",
) -> Response:
    """Change the role and the group."""
    row = _found(site, account_id)
    try:
        repository = site.features.get(Accounts).repository
        repository.change(account.name, row.name, role=_role(role), group=group.strip())
    except AccountError as error:
        return _one(request, account, row, problem_of(error))
    return redirect(request, f"/admin/accounts/{account_id}")


@router.post("/{account_id}/password")
def set_password(
    request: Request, site: StateOf, account: Admin, account_id: RowId, password: Text = ""
) -> Response:
    """Set a password, or make one and show it once; the account is signed out everywhere."""
    row = _found(site, account_id)
    made = password or random_password()
    try:
        site.features.get(Accounts).repository.set_password(account.name, row.name, made)
    except (AccountError, SignInBusyError) as error:
        return _one(request, account, row, problem_of(error))
    told = {"told": row.name, "password": None if password else made}
    return _one(request, account, row, told=told)


@router.post("/{account_id}/disable")
def disable_account(request: Request, site: StateOf, account: Admin, account_id: RowId) -> Response:
    """Disable an account, whose sign-ins end."""
    return _set_disabled(request, site, account, account_id, disabled=True)


@router.post("/{account_id}/enable")
def enable_account(request: Request, site: StateOf, account: Admin, account_id: RowId) -> Response:
    """Enable an account again."""
    return _set_disabled(request, site, account, account_id, disabled=False)


def problem_of(error: AccountError | SignInBusyError) -> Problem:
    """Return the problem that reports ``error``."""
    if isinstance(error, SignInBusyError):
        return Problem(503, "sign_in_busy")
    return Problem(409 if error.code in _CONFLICTS else 422, error.code)


def _set_disabled(
    request: Request, site: AppState, account: Account, account_id: int, *, disabled: bool
) -> Response:
    row = _found(site, account_id)
    try:
        site.features.get(Accounts).repository.set_disabled(account.name, row.name, disabled)
    except AccountError as error:
        return _one(request, account, row, problem_of(error))
    return redirect(request, f"/admin/accounts/{account_id}")


def _role(stated: str) -> Role:
    try:
        return Role(stated)
    except ValueError as error:
        raise AccountError("There is no such role.", code="account_role") from error


def _found(site: AppState, account_id: int) -> AccountRow:
    """Return the row of an account, or end the request with 404."""
    row = site.features.get(Accounts).repository.find(account_id)
    if row is None:
        raise HTTPException(404)
    return row


_NOTHING_TOLD: dict[str, str | None] = {"told": None, "password": None}


def _list(
    request: Request,
    site: AppState,
    account: Account,
    form: dict[str, str] | None = None,
    problem: Problem | None = None,
    told: dict[str, str | None] | None = None,
) -> Response:
    rows = site.features.get(Accounts).repository.all()
    context = {
        "rows": rows,
        "roles": list(Role),
        "groups": sorted({row.group for row in rows if row.group}),
        "form": form or {"name": "", "role": Role.LEARNER.value, "group": ""},
        **(told or _NOTHING_TOLD),
    }
    return staff_page(request, account, "accounts/accounts.html", context, problem=problem)


def _one(
    request: Request,
    account: Account,
    row: AccountRow,
    problem: Problem | None = None,
    told: dict[str, str | None] | None = None,
) -> Response:
    context = {"row": row, "roles": list(Role), **(told or _NOTHING_TOLD)}
    return staff_page(request, account, "accounts/account.html", context, problem=problem)
