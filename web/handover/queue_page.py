"""``/desk/handover``: the cases that wait, those that are decided, and the search by reference."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from web.accounts.auth import require
from web.accounts.roles import Account, Role
from web.accounts.staff_page import staff_page
from web.handover.case_view import since
from web.handover.models import State
from web.handover.submission import handover_of
from web.handover.tokens import read_reference
from web.http.problems import Problem, ProblemError
from web.http.site import Site, site_of
from web.http.translations import Wording
from web.http.urls import go_to
from web.journal.redaction.redactor import Striker

router = APIRouter(include_in_schema=False, prefix="/desk/handover")

PAGE = 25
_LONGEST_TYPED = 40

SiteOf = Annotated[Site, Depends(site_of)]
Operator = Annotated[Account, Depends(require(Role.OPERATOR))]


@router.get("")
def queue_page(
    request: Request,
    site: SiteOf,
    account: Operator,
    state: State = State.OPEN,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The queue: the case that waits longest is the first."""
    return _queue(request, site, account, state, page)


@router.post("")
def find_case(
    request: Request,
    site: SiteOf,
    account: Operator,
    reference: Annotated[str, Form(max_length=_LONGEST_TYPED)] = "",
) -> Response:
    """Go to the case of a reference number, or say that there is none."""
    read = read_reference(reference)
    try:
        if read is None:
            raise ProblemError(Problem(422, "reference"))
        handover_of(site).cases.one(read)
    except ProblemError as error:
        if error.problem.code not in {"reference", "no_case"}:
            raise
        return _queue(request, site, account, State.OPEN, 1, reference, error.problem)
    return go_to(request, f"/desk/handover/{read}")


def _queue(
    request: Request,
    site: Site,
    account: Account,
    state: State,
    page: int,
    reference: str = "",
    problem: Problem | None = None,
) -> Response:
    cases = handover_of(site).cases
    total, rows = cases.listed(state, (page - 1) * PAGE, PAGE)
    striker, now = Striker(), cases.now

    def waits(wording: Wording, left_at: datetime) -> str:
        return since(wording, now - left_at)

    context = {
        "rows": [(case, striker.strike(case.question).text) for case in rows],
        "waits": waits,
        "total": total,
        "state": state,
        "states": tuple(State),
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "reference": reference,
        "here": "/desk/handover",
    }
    return staff_page(request, account, "desk/handover.html", context, problem=problem)
