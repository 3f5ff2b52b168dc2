"""Pages for those who are signed in."""

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
    """The number of open cases in the menu of staff pages; None while it cannot be counted."""

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

    A ``problem`` is told on it, with the status of the problem. Operators are told on each how many
    left questions wait.
    """
    notice = state_of(request).features.find(StaffNotice)
    left_open = notice.open_cases() if notice and account.may(Role.OPERATOR) else None
    shared = {"account": account, "left_open": left_open, "problem": problem}
    status = problem.status if problem else status
    response = page(request, template, {**context, **shared}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
