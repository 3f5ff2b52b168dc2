"""Pages for those who are signed in."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from web.accounts.account import Account
from web.pages import page


def staff_page(
    request: Request,
    account: Account,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    """A page that knows ``account``; templates extend ``accounts/staff.html``. Nobody caches it."""
    response = page(request, template, {**context, "account": account}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
