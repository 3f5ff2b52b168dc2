"""The page of a case, ``/desk/handover/BP-…``: its search and the decision on it."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from data.errors import ActError
from data.reading_aids import AidsLibrary
from embeddings.errors import IndexUnavailableError
from qa.query.validation import QuestionError
from qa.quotes import translated
from web.accounts.auth import Operator
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.chat.conversation import AnswerCard, answer_card
from web.desk.reply import picked_quotes, provision_quote
from web.desk.search import SearchFilters, SearchResult, search
from web.handover.case_view import format_waiting_time, previous_answer, quote_views
from web.handover.models import MAX_NOTE_LENGTH, PHRASES, Case, CaseState
from web.handover.submission import require_handover
from web.handover.tokens import read_reference
from web.http.pages import prefs_of
from web.http.problems import Problem, ProblemError, question_problem
from web.http.requests import Text, redirect
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/desk/handover/{reference}")


class ReplyDraft:
    """The form of a case: the search, the picked provisions and the note to the visitor.

    ``law`` is the digest of the acts that the form showed.
    """

    def __init__(
        self,
        question: Text = "",
        pick: Annotated[list[Annotated[str, Form(max_length=300)]], Form(max_length=50)] = [],  # noqa: B006
        phrase: Annotated[str, Form(max_length=32)] = "",
        note: Text = "",
        law: Text = "",
    ) -> None:
        self.question = question.replace("\r\n", "\n")
        self.picks = tuple(dict.fromkeys(pick))
        self.phrase = phrase
        self.note = note.replace("\r\n", "\n")
        self.law = law


Drafted = Annotated[ReplyDraft, Depends()]


@router.get("")
def case_page(request: Request, site: StateOf, account: Operator, reference: str) -> Response:
    """Show the case, with the candidates for its question if it is open."""
    case = _case(site, reference)
    return _page(request, site, account, case, ReplyDraft(case.question))


@router.post("")
def search_case(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Show the candidates for other words; selected provisions stay selected."""
    return _page(request, site, account, _case(site, reference), draft)


@router.post("/answer")
def answer_case(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Answer with the picked provisions.

    Return the form again where that fails, or where the law changed since it was shown.
    """
    case, corpus = _case(site, reference), site.corpus
    if case.state is CaseState.OPEN and draft.law != corpus.digest:
        return _refused(request, site, account, case, draft, Problem(409, "case_law_changed"))
    try:
        quotes = picked_quotes(corpus, draft.picks, case.language)
        require_handover(site).cases.answer(
            account.name, case.reference, corpus, quotes, draft.phrase, draft.note
        )
    except ActError:
        return _refused(request, site, account, case, draft, Problem(422, "picks"))
    except ProblemError as error:
        return _refused(request, site, account, case, draft, error.problem)
    return _back(request, case)


@router.post("/close")
def close_case(
    request: Request, site: StateOf, account: Operator, reference: str, draft: Drafted
) -> Response:
    """Close the case: the law does not answer it."""
    case = _case(site, reference)
    try:
        require_handover(site).cases.close(account.name, case.reference, draft.note)
    except ProblemError as error:
        return _refused(request, site, account, case, draft, error.problem)
    return _back(request, case)


def _case(site: AppState, reference: str) -> Case:
    read = read_reference(reference)
    if read is None:
        raise ProblemError(Problem(404, "no_case"))
    return require_handover(site).cases.one(read)


def _refused(
    request: Request,
    site: AppState,
    account: Account,
    case: Case,
    draft: ReplyDraft,
    problem: Problem,
) -> Response:
    """Show the current state: the decision of another operator, or the form with its problem.

    ProblemError (404) where the case is gone meanwhile.
    """
    return _page(request, site, account, _case(site, case.reference), draft, problem)


def _back(request: Request, case: Case) -> Response:
    return redirect(request, f"/desk/handover/{case.reference}")


def _page(
    request: Request,
    site: AppState,
    account: Account,
    case: Case,
    draft: ReplyDraft,
    problem: Problem | None = None,
) -> Response:
    ui = prefs_of(request).language
    context: dict[str, Any] = {
        "case": case,
        "before": previous_answer(site.database, case.answer_id),
        "waits": format_waiting_time(
            site.wording[ui], require_handover(site).cases.now - case.left_at
        ),
        "quoted": quote_views(site.corpus, site.features.get(AidsLibrary), case.quotes, ui),
        "draft": draft,
        "phrases": PHRASES,
        "longest_note": MAX_NOTE_LENGTH,
        "found": None,
        "picked": (),
        "here": f"/desk/handover/{case.reference}",
        # Taken before the search: what a new edition shows late is looked at once more.
        "law": site.corpus.digest,
    }
    if case.state is CaseState.OPEN:
        found, wrong = _found(site, draft, ui)
        problem = problem or wrong
        context["found"] = found
        context["picked"] = _picked(site, draft, case.language, ui)
    return staff_page(request, account, "desk/case.html", context, problem=problem)


def _found(
    site: AppState, draft: ReplyDraft, ui: str
) -> tuple[SearchResult | None, Problem | None]:
    """Return the candidates without the selected ones, or the problem of the search."""
    try:
        return search(site.answerer, draft.question, SearchFilters(), ui), None
    except QuestionError as error:
        return None, question_problem(error)
    except IndexUnavailableError:
        return None, Problem(503, "away")


def _picked(
    site: AppState, draft: ReplyDraft, language: str, ui: str
) -> tuple[tuple[str, AnswerCard], ...]:
    """Return the quotes of the selected provisions; those that cannot be quoted are dropped.

    They are in ``language`` where it can be, as the asker gets them, with translations in ``ui``.
    """
    picked = []
    for pick in draft.picks:
        with suppress(ActError, ProblemError):
            quote = provision_quote(site.corpus, pick, language)
            act = site.corpus.act(quote.citation.act)
            aids = site.features.get(AidsLibrary).aids(act, ui)
            picked.append((pick, answer_card(translated(quote, act, aids))))
    return tuple(picked)
