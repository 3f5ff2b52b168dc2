"""Submission of cases: the checks that the page and the API share."""

import logging

from fastapi import Request

from qa.query.validation import check_question
from web.handover.models import SubmittedCase
from web.handover.repository import MAX_OPEN
from web.handover.service import Handover
from web.http.problems import Problem, ProblemError
from web.http.rate_limit import WINDOW
from web.http.request_cost import client_key
from web.http.requests import site_url
from web.http.site import AppState
from web.storage.errors import DatabaseError


def require_handover(site: AppState) -> Handover:
    """Return the hand-over. Raises ProblemError (404) if the operator has not enabled it."""
    handover = site.features.find(Handover)
    if handover is None:
        raise ProblemError(Problem(404, "no_handover"))
    return handover


def submit_case(
    request: Request,
    site: AppState,
    question: str,
    language: str,
    answer_id: str | None,
    form_id: str = "",
) -> SubmittedCase:
    """Submit a question to staff.

    Raises QuestionError for an invalid question; ProblemError above the limit (429), if the
    database is unavailable or the queue is full (503), and without hand-over (404).
    """
    handover = require_handover(site)
    checked = check_question(question)
    try:
        fullness = handover.cases.waiting() / MAX_OPEN
        wait = handover.leaving.wait(client_key(request, site), fullness)
        if wait:
            told = {"Retry-After": str(wait)}
            if wait > WINDOW:
                raise ProblemError(Problem(429, "handover_often", headers=told))
            raise ProblemError(Problem(429, "rate", headers=told))
        return handover.cases.submit(checked, language, answer_id, form_id)
    except DatabaseError as error:
        logging.getLogger(__name__).error("A question is not left: %s", error)
        raise ProblemError(Problem(503, "handover")) from error


def limit_views(request: Request, site: AppState) -> None:
    """Count a view of a private link. Raises ProblemError (429) above the limit."""
    wait = require_handover(site).looking.wait(client_key(request, site))
    if wait:
        raise ProblemError(Problem(429, "rate", headers={"Retry-After": str(wait)}))


def case_link(request: Request, token: str) -> str:
    """Return the private link of a case."""
    return f"{site_url(request)}/handover/{token}"
