"""Leaving a question to a person: the checks that the page and the interface share."""

import logging

from fastapi import Request

from qa.query.validation import check_question
from web.handover.models import SubmittedCase
from web.handover.service import Handover
from web.http.problems import Problem, ProblemError
from web.http.request_cost import client_key
from web.http.requests import site_url
from web.http.site import AppState
from web.storage.errors import DatabaseError


def require_handover(site: AppState) -> Handover:
    """Hand-over; ProblemError (404) where the operator has not set it up."""
    handover = site.features.find(Handover)
    if handover is None:
        raise ProblemError(Problem(404, "no_handover"))
    return handover


def submit_case(
    request: Request, site: AppState, question: str, language: str, answer_id: str | None
) -> SubmittedCase:
    """Keep a question for a person.

    Raises QuestionError for a text that is no question, ProblemError above the limit (429), where
    the database is away or the queue is full (503), and where there is no hand-over (404).
    """
    handover = require_handover(site)
    checked = check_question(question)
    limit_submissions(request, site, leaving=True)
    try:
        return handover.cases.submit(checked, language, answer_id)
    except DatabaseError as error:
        logging.getLogger(__name__).error("A question is not left: %s", error)
        raise ProblemError(Problem(503, "handover")) from error


def limit_submissions(request: Request, site: AppState, *, leaving: bool = False) -> None:
    """Count a look at a private link, or a question left; ProblemError (429) above the limit."""
    handover = require_handover(site)
    limiter = handover.leaving if leaving else handover.looking
    wait = limiter.wait(client_key(request, site))
    if wait:
        raise ProblemError(Problem(429, "rate", headers={"Retry-After": str(wait)}))


def case_link(request: Request, token: str) -> str:
    """Return the private link of a case."""
    return f"{site_url(request)}/handover/{token}"
