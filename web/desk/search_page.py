"""The page of candidate search, ``/desk``, from which a reply is begun."""

from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from embeddings.errors import IndexUnavailableError
from qa.answer import Question
from qa.query.validation import QuestionError
from web.accounts.auth import Operator
from web.accounts.staff_page import staff_page
from web.chat.service import record_answer
from web.desk.canned_replies import CannedReplies
from web.desk.reply_page import start_reply
from web.desk.search import SearchFilters, search
from web.http.pages import prefs_of
from web.http.problems import problem_of
from web.http.requests import Text
from web.http.site import StateOf

router = APIRouter(include_in_schema=False)

Picks = Annotated[list[Annotated[str, Form(max_length=300)]], Form(max_length=50)]


@router.get("/desk")
def desk_page(request: Request, account: Operator) -> Response:
    """Show the empty search form."""
    return staff_page(request, account, "desk/search.html", _context())


# Not async, so that encoding the question runs in a worker thread.
@router.post("/desk")
def desk_search(
    request: Request,
    site: StateOf,
    account: Operator,
    question: Text = "",
    act: Text = "",
    chapter: Text = "",
    language: Text = "",
) -> Response:
    """Show the candidates and the matching canned replies."""
    filters = SearchFilters(act, chapter, language)
    start = perf_counter()
    try:
        found = search(site.answerer, question, filters, prefs_of(request).language)
    except (QuestionError, IndexUnavailableError) as error:
        problem = problem_of(error)
        context = _context(question, filters)
        return staff_page(request, account, "desk/search.html", context, problem=problem)
    # Questions by telephone are part of the journal too.
    answer = found.listing.answer
    asked = Question(answer.question, ui=prefs_of(request).language)
    record_answer(request, site, asked, answer, "desk", None, perf_counter() - start)
    picks = [row.pick for row in found.rows[:5]]
    replies = CannedReplies(site.database, site.corpus)
    canned = replies.suggest(question, answer.language, picks)
    context = _context(question, filters) | {"found": found, "canned": canned}
    return staff_page(request, account, "desk/search.html", context)


@router.post("/desk/reply")
def desk_reply(
    request: Request,
    site: StateOf,
    account: Operator,
    pick: Picks = [],  # noqa: B006
    reply_language: Text = "",
    question: Text = "",
) -> Response:
    """Begin a reply in the chosen language that quotes the picked provisions."""
    return start_reply(request, site, account, pick, reply_language, question)


def _context(question: str = "", filters: SearchFilters | None = None) -> dict[str, Any]:
    return {
        "question": question,
        "filters": filters or SearchFilters(),
        "found": None,
        "canned": (),
        "here": "/desk",
    }
