"""The page of a case, ``/desk/handover/BP-…``: its search and the decision on it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from data.errors import ActError
from web.accounts.auth import Operator
from web.accounts.roles import Account
from web.desk.reply import picked_quotes
from web.handover.case_form import (
    CaseForm,
    Drafted,
    back_to_case,
    case_named,
    case_page_of,
    form_of_answer,
    form_of_draft,
)
from web.handover.models import Case, CaseState
from web.handover.submission import require_handover
from web.http.error_handlers import wants_document
from web.http.problems import Problem, ProblemError
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/desk/handover/{reference}")


@router.get("")
def case_page(
    request: Request,
    site: StateOf,
    account: Operator,
    reference: str,
    correct: Annotated[bool, Query()] = False,
) -> Response:
    """Show the case, with the operator's draft and the candidates if it can be answered."""
    case = case_named(site, reference)
    kept = require_handover(site).cases.drafts(case.reference).get(account.name)
    corrects = correct and case.state is CaseState.ANSWERED
    if kept is not None:
        draft = form_of_draft(case, kept)
    else:
        draft = form_of_answer(case) if corrects else CaseForm(case.question)
    return case_page_of(request, site, account, case, draft, corrects=corrects)


@router.post("")
def search_case(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Keep the form and show the candidates for its words; selected provisions stay selected."""
    case = case_named(site, reference)
    return _kept(request, site, account, case, draft)


@router.post("/draft")
def keep_draft(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Keep the form as it is, with the picks moved or removed; a script gets no page."""
    case = case_named(site, reference)
    response = _kept(request, site, account, case, draft)
    return Response(status_code=204) if wants_document(request) else response


@router.post("/answer")
def answer_case(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Answer with the picked provisions, or correct the answer that the form names.

    Return the form again where that fails, or where the law changed since it was shown.
    """
    case, corpus = case_named(site, reference), site.corpus
    cases = require_handover(site).cases
    if case.state is CaseState.OPEN and draft.law != corpus.digest:
        return _refused(request, site, account, case, draft, Problem(409, "case_law_changed"))
    try:
        quotes = picked_quotes(corpus, draft.picks, case.language)
        words = (draft.phrase, draft.note)
        if draft.seen:
            seen = _read_time(draft.seen)
            if draft.law != corpus.digest:
                raise ProblemError(Problem(409, "case_law_changed"))
            cases.correct(account.name, case.reference, corpus, quotes, seen, *words)
        else:
            cases.answer(account.name, case.reference, corpus, quotes, *words)
    except ActError:
        return _refused(request, site, account, case, draft, Problem(422, "picks"))
    except ProblemError as error:
        return _refused(request, site, account, case, draft, error.problem)
    return back_to_case(request, case)


@router.post("/close")
def close_case(
    request: Request,
    site: StateOf,
    account: Operator,
    reference: str,
    draft: Drafted,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Close the case, because the law does not answer it; ask first."""
    case = case_named(site, reference)
    cases = require_handover(site).cases
    if not sure and case.state is CaseState.OPEN:
        cases.save_draft(account.name, case.reference, draft.body(case))
        return case_page_of(request, site, account, case, draft, asks=True)
    try:
        cases.close(account.name, case.reference, draft.note)
    except ProblemError as error:
        return _refused(request, site, account, case, draft, error.problem)
    return back_to_case(request, case)


@router.post("/undo")
def undo_closing(request: Request, site: StateOf, account: Operator, reference: str) -> Response:
    """Open the case again, for a while after it was closed."""
    case = case_named(site, reference)
    require_handover(site).cases.undo_closing(account.name, case.reference)
    return back_to_case(request, case)


def _kept(
    request: Request, site: AppState, account: Account, case: Case, draft: CaseForm
) -> Response:
    """Keep the form and go on to the page, which shows it."""
    cases = require_handover(site).cases
    cases.save_draft(account.name, case.reference, draft.body(case))
    return back_to_case(request, case, "?correct=1" if draft.seen else "")


def _read_time(stated: str) -> datetime:
    try:
        read = datetime.fromisoformat(stated)
    except ValueError as error:
        raise ProblemError(Problem(422, "malformed")) from error
    if read.tzinfo is None:
        raise ProblemError(Problem(422, "malformed"))
    return read


def _refused(
    request: Request,
    site: AppState,
    account: Account,
    case: Case,
    draft: CaseForm,
    problem: Problem,
) -> Response:
    """Keep the form and show the present state: another's decision, or the form with its problem.

    ProblemError (404) where the case is gone meanwhile.
    """
    cases = require_handover(site).cases
    cases.save_draft(account.name, case.reference, draft.body(case))
    now = cases.one(case.reference)
    corrects = bool(draft.seen) and now.state is CaseState.ANSWERED
    return case_page_of(request, site, account, now, draft, problem, corrects=corrects)
