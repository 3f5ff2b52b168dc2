"""Public pages of hand-over: the form to leave a question, and its private page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from data.model import LANGUAGES
from data.reading_aids import AidsLibrary
from qa.query.validation import QuestionError
from web.desk.case_times import format_span
from web.handover.case_view import decision_views
from web.handover.models import MAX_REPLY_LENGTH, CaseState
from web.handover.submission import case_link, limit_views, require_handover, submit_case
from web.http.error_handlers import wants_document
from web.http.middleware import PRIVATE
from web.http.pages import page, prefs_of
from web.http.problems import Problem, ProblemError, problem_of
from web.http.requests import redirect, require_same_origin
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False)


@router.get("/handover/{token}")
def asker_page(request: Request, site: StateOf, token: str) -> Response:
    """Show the case at its private link: waiting, answered or closed."""
    limit_views(request, site)
    return _asker_page(request, site, token)


# A forged request needs the token.
@router.post("/handover/{token}/verdict")
def judge_answer(
    request: Request, site: StateOf, token: str, helped: Annotated[bool, Form()]
) -> Response:
    """Record whether the answer helped, and show the page again."""
    limit_views(request, site)
    require_handover(site).cases.judge_by_token(token, helped=helped)
    return redirect(request, f"{PRIVATE}{token}#verdict")


@router.post("/handover/{token}/reply")
def reply_to_answer(
    request: Request, site: StateOf, token: str, text: Annotated[str, Form()] = ""
) -> Response:
    """Send the asker's one reply to staff; show the page again, with the problem if it fails."""
    limit_views(request, site)
    text = text.replace("\r\n", "\n")
    try:
        require_handover(site).cases.reply_by_token(token, text)
    except ProblemError as error:
        if error.problem.status in {404, 410}:
            raise
        return _asker_page(request, site, token, error.problem, text)
    return redirect(request, f"{PRIVATE}{token}")


# A forged request needs the token, whose holder may delete the case anyway.
@router.post("/handover/{token}/delete")
def delete_case(request: Request, site: StateOf, token: str) -> Response:
    """Erase the case."""
    limit_views(request, site)
    require_handover(site).cases.delete_by_token(token)
    return page(request, "done.html", {"done": "handover.deleted"})


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
        problem = problem_of(error)
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
    # A browser goes on to the private page, which can be loaded again. The script of a conversation
    # stays where it is, and takes the link from the page.
    if not wants_document(request):
        sent = redirect(request, f"{PRIVATE}{left.token}")
        sent.headers["Cache-Control"] = "no-store"
        return sent
    told = {
        "left": left,
        "question": asked.strip(),
        "language": chosen,
        "link": case_link(request, left.token),
        "here": f"{PRIVATE}{left.token}",
    }
    return page(request, "handover/left.html", told, prefs=prefs)


def _asker_page(
    request: Request,
    site: AppState,
    token: str,
    problem: Problem | None = None,
    text: str = "",
) -> Response:
    cases, ui = require_handover(site).cases, prefs_of(request).language
    case = cases.by_token(token)
    wait = cases.usual_wait() if case.state is CaseState.OPEN else None
    context = {
        "case": case,
        "token": token,
        "link": case_link(request, token),
        "decisions": decision_views(site.corpus, site.features.get(AidsLibrary), case, ui),
        "is_late": case.is_overdue(cases.now),
        "usual_wait": format_span(site.wording[ui], wait) if wait else None,
        "longest_reply": MAX_REPLY_LENGTH,
        "problem": problem,
        "text": text,
        "here": f"{PRIVATE}{token}",
    }
    return page(request, "handover/asker.html", context, status=problem.status if problem else 200)
