"""The queue of cases, ``/desk/handover``, and the search by reference number."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from web.accounts.auth import Operator
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.handover.case_view import active_operators, format_waiting_time
from web.handover.models import CaseState
from web.handover.repository import Share
from web.handover.submission import require_handover
from web.handover.tokens import read_reference
from web.http.formats import count_pages
from web.http.problems import Problem, ProblemError
from web.http.requests import redirect
from web.http.site import AppState, StateOf
from web.http.translations import Translations
from web.journal.redaction.redactor import Redactor

router = APIRouter(include_in_schema=False, prefix="/desk/handover")

PAGE = 25
_MAX_TYPED_LENGTH = 40


@router.get("")
def queue_page(
    request: Request,
    site: StateOf,
    account: Operator,
    state: CaseState = CaseState.OPEN,
    share: Share = Share.ALL,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show the queue or a share of it, the longest waiting case first."""
    return _queue(request, site, account, state, page, share=share)


@router.post("")
def find_case(
    request: Request,
    site: StateOf,
    account: Operator,
    reference: Annotated[str, Form(max_length=_MAX_TYPED_LENGTH)] = "",
) -> Response:
    """Go to the case of a reference number, or return the queue with the problem."""
    read = read_reference(reference)
    try:
        if read is None:
            raise ProblemError(Problem(422, "reference"))
        require_handover(site).cases.one(read)
    except ProblemError as error:
        if error.problem.code not in {"reference", "no_case"}:
            raise
        return _queue(request, site, account, CaseState.OPEN, 1, reference, error.problem)
    return redirect(request, f"/desk/handover/{read}")


def _queue(
    request: Request,
    site: AppState,
    account: Account,
    state: CaseState,
    page: int,
    reference: str = "",
    problem: Problem | None = None,
    share: Share = Share.ALL,
) -> Response:
    cases, active = require_handover(site).cases, active_operators(site)
    share = share if state is CaseState.OPEN else Share.ALL
    place = (page - 1) * PAGE
    total, rows = cases.listed(state, place, PAGE, share, account.name, frozenset(active))
    redactor, now = Redactor(), cases.now

    def waits(wording: Translations, left_at: datetime) -> str:
        return format_waiting_time(wording, now - left_at)

    context = {
        "rows": [(case, redactor.redact(case.question).text) for case in rows],
        "waits": waits,
        "total": total,
        "state": state,
        "states": tuple(CaseState),
        "share": share,
        "shares": tuple(Share),
        "operators": active,
        "now": now,
        "page": page,
        "pages": count_pages(total, PAGE),
        "reference": reference,
        "here": "/desk/handover",
    }
    return staff_page(request, account, "desk/handover.html", context, problem=problem)
