"""Routes by which operators claim, release and assign a case and set its due time."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from web.accounts.auth import Operator
from web.handover.case_form import back_to_case, case_named
from web.handover.case_view import active_operators
from web.handover.submission import require_handover
from web.http.problems import Problem, ProblemError
from web.http.site import StateOf

router = APIRouter(include_in_schema=False, prefix="/desk/handover/{reference}")

Name = Annotated[str, Form(max_length=64)]


@router.post("/claim")
def claim_case(
    request: Request, site: StateOf, account: Operator, reference: str, instead_of: Name = ""
) -> Response:
    """Let the operator work on the case, instead of the one who is named."""
    case = case_named(site, reference)
    cases = require_handover(site).cases
    cases.claim(account.name, case.reference, from_account=instead_of)
    return back_to_case(request, case)


@router.post("/release")
def release_case(request: Request, site: StateOf, account: Operator, reference: str) -> Response:
    """Release the case, which then has no operator."""
    case = case_named(site, reference)
    require_handover(site).cases.release(account.name, case.reference)
    return back_to_case(request, case)


@router.post("/assign")
def assign_case(
    request: Request, site: StateOf, account: Operator, reference: str, to: Name = ""
) -> Response:
    """Let another operator work on the case; its account must be enabled."""
    case = case_named(site, reference)
    if to not in active_operators(site):
        raise ProblemError(Problem(422, "case_assignee"))
    require_handover(site).cases.assign(account.name, case.reference, to)
    return back_to_case(request, case)


@router.post("/due")
def set_due(
    request: Request,
    site: StateOf,
    account: Operator,
    reference: str,
    due: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """Set the time, in UTC, by which the case should be decided."""
    case = case_named(site, reference)
    try:
        due_at = datetime.fromisoformat(due).replace(tzinfo=UTC)
    except ValueError as error:
        raise ProblemError(Problem(422, "case_due")) from error
    if not case.left_at <= due_at <= case.until:
        raise ProblemError(Problem(422, "case_due"))
    require_handover(site).cases.set_due(account.name, case.reference, due_at)
    return back_to_case(request, case)
