"""Pages of candidate search and of the composed reply under ``/desk``."""

from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from data.model import LANGUAGES
from qa.answer import Question
from qa.query.validation import QuestionError
from web.accounts.auth import Operator
from web.accounts.staff_page import staff_page
from web.chat.service import record_answer
from web.desk.canned_replies import CannedReplies
from web.desk.reply import Reply, picked_quotes, quote_parts, source_line
from web.desk.search import SearchFilters, search
from web.http.pages import prefs_of, text_source
from web.http.problems import question_problem
from web.http.requests import Text, site_url
from web.http.site import AppState, StateOf

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
    except QuestionError as error:
        problem = question_problem(error)
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
    """Show the reply in the chosen language, ready to be copied as text and as HTML."""
    language = reply_language if reply_language in LANGUAGES else prefs_of(request).language
    reply = compose(request, site, pick, language)
    context = {"picks": pick, "question": question, "canned": None}
    return staff_page(request, account, "desk/reply.html", reply_context(reply) | context)


def reply_context(reply: Reply) -> dict[str, Any]:
    """Return the template context of a reply."""
    return {"reply": reply, "parts": quote_parts, "source": source_line, "here": "/desk"}


def compose(request: Request, site: AppState, picks: list[str], language: str) -> Reply:
    """Return the reply that quotes ``picks``; raises as :func:`web.desk.reply.picked_quotes`."""
    quotes = picked_quotes(site.corpus, picks, language)
    sources = (text_source(site, quote.citation.act) for quote in quotes)
    return Reply(
        wording=site.wording[language],
        quotes=quotes,
        site=site_url(request),
        official_urls=tuple(dict.fromkeys(filter(None, (each.official_url for each in sources)))),
        contacts=site.settings.contacts,
    )


def _context(question: str = "", filters: SearchFilters | None = None) -> dict[str, Any]:
    return {
        "question": question,
        "filters": filters or SearchFilters(),
        "found": None,
        "canned": (),
        "here": "/desk",
    }
