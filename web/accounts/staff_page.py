"""Pages for those who are signed in."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from web.accounts.account import Account
from web.accounts.roles import Role
from web.pages import page
from web.site import site_of


def staff_page(
    request: Request,
    account: Account,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    """A page that knows ``account``; templates extend ``accounts/staff.html``. Nobody caches it.

    Operators are told on each how many left questions wait.
    """
    handover = site_of(request).handover if account.may(Role.OPERATOR) else None
    shared = {"account": account, "left_open": handover.waiting() if handover else None}
    response = page(request, template, {**context, **shared}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
