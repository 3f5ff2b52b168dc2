"""Pages of staff: the frame that every page of a signed-in account shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from web.accounts.roles import Account, Role
from web.http.pages import page
from web.http.problems import Problem
from web.http.site import state_of


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """Notice in the menu of staff pages: the number of open cases.

    ``open_cases`` returns None while they cannot be counted.
    """

    open_cases: Callable[[], int | None]


def staff_page(
    request: Request,
    account: Account,
    template: str,
    context: Mapping[str, Any],
    *,
    problem: Problem | None = None,
    status: int = 200,
) -> Response:
    """Render a page of staff for ``account``; its template extends ``accounts/staff.html``.

    A ``problem`` is shown on it and sets its status. Operators see the number of open cases.
    """
    notice = state_of(request).features.find(StaffNotice)
    left_open = notice.open_cases() if notice and account.may(Role.OPERATOR) else None
    shared = {"account": account, "left_open": left_open, "problem": problem}
    status = problem.status if problem else status
    response = page(request, template, {**context, **shared}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
