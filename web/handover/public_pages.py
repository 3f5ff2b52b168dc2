"""Public pages of hand-over: the form to leave a question, and its private page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from data.model import LANGUAGES
from data.reading_aids import AidsLibrary
from qa.query.validation import QuestionError
from web.handover.case_view import quote_views
from web.handover.models import CaseState
from web.handover.submission import case_link, limit_views, require_handover, submit_case
from web.http.error_handlers import wants_document
from web.http.middleware import PRIVATE
from web.http.pages import page, prefs_of
from web.http.problems import ProblemError, question_problem
from web.http.requests import require_same_origin
from web.http.site import StateOf

router = APIRouter(include_in_schema=False)


@router.get("/handover/{token}")
def asker_page(request: Request, site: StateOf, token: str) -> Response:
    """Show the case at its private link: waiting, answered or closed."""
    limit_views(request, site)
    case = require_handover(site).cases.by_token(token)
    context = {
        "case": case,
        "token": token,
        "quoted": quote_views(
            site.corpus,
            site.features.get(AidsLibrary),
            case.quotes,
            prefs_of(request).language,
        ),
        "waiting": case.state is CaseState.OPEN,
    }
    return page(request, "handover/asker.html", context)


# Who forges this request must know the token, and may delete then anyway.
@router.post("/handover/{token}/delete")
def delete_case(request: Request, site: StateOf, token: str) -> Response:
    """Erase the case."""
    limit_views(request, site)
    require_handover(site).cases.delete_by_token(token)
    return page(request, "handover/deleted.html", {})


# A plain function: it runs in a thread, for it waits for the database.
@router.post("/handover", dependencies=[Depends(require_same_origin)])
def leave_question(
    request: Request,
    site: StateOf,
    question: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    answer_id: Annotated[str, Form(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
    form_id: Annotated[str, Form(pattern=r"^([A-Za-z0-9_-]{32,64})?$")] = "",
    ui: Annotated[str, Form()] = "",
) -> Response:
    """Show the reference number and the private link, or the form with its problem.

    ``ui`` is the language of the page that the form stood on: the widget's has no cookie.
    """
    asked = question.replace("\r\n", "\n")
    prefs = prefs_of(request).with_choices(ui, "", "")
    chosen = language if language in LANGUAGES else prefs.language
    try:
        left = submit_case(request, site, asked, chosen, answer_id or None, form_id)
    except (QuestionError, ProblemError) as error:
        problem = error.problem if isinstance(error, ProblemError) else question_problem(error)
        if wants_document(request) or problem.status == 404:
            raise
        context = {
            "left": None,
            "problem": problem,
            "question": asked,
            "language": chosen,
            "answer_id": answer_id,
        }
        return page(
            request,
            "handover/left.html",
            context,
            status=problem.status,
            headers=problem.headers,
            prefs=prefs,
        )
    # The switches of language lead to the private page: this one is shown once.
    told = {
        "left": left,
        "link": case_link(request, left.token),
        "here": f"{PRIVATE}{left.token}",
    }
    return page(request, "handover/left.html", told, prefs=prefs)
