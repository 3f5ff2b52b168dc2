"""The form of a case: its fields, its stored draft, and the page that shows it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from starlette.responses import Response

from data.errors import ActError
from data.reading_aids import AidsLibrary
from embeddings.errors import IndexUnavailableError
from qa.query.validation import QuestionError
from qa.quotes import translated
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.chat.answer_card import AnswerCard, answer_card
from web.desk.reply import provision_quote, rearranged
from web.desk.search import SearchFilters, SearchResult, search
from web.handover.case_view import (
    active_operators,
    decision_views,
    format_waiting_time,
    previous_answer,
)
from web.handover.models import MAX_NOTE_LENGTH, PHRASES, UNDO_TIME, Case, CaseState
from web.handover.submission import require_handover
from web.handover.tokens import read_reference
from web.http.pages import prefs_of
from web.http.problems import Problem, ProblemError, problem_of
from web.http.requests import Text, redirect
from web.http.site import AppState

_MAX_KEPT_LENGTH = 4_000


class CaseForm:
    """The search, the picked provisions in order, and the words to the asker.

    ``law`` is the digest of the acts that the form showed; ``seen`` is the time of the answer that
    is corrected, empty for a first one. ``move`` is a change of the picks before they are kept, as
    :func:`web.desk.reply.rearranged` reads it.
    """

    def __init__(
        self,
        question: Text = "",
        pick: Annotated[list[Annotated[str, Form(max_length=300)]], Form(max_length=50)] = [],  # noqa: B006
        phrase: Annotated[str, Form(max_length=32)] = "",
        note: Text = "",
        law: Text = "",
        seen: Annotated[str, Form(max_length=40)] = "",
        move: Annotated[str, Form(max_length=310)] = "",
    ) -> None:
        self.question = question.replace("\r\n", "\n")
        self.picks = rearranged(tuple(dict.fromkeys(pick)), move)
        self.phrase = phrase
        self.note = note.replace("\r\n", "\n")
        self.law = law
        self.seen = seen

    def body(self, case: Case) -> dict[str, Any]:
        """Return what a draft keeps; empty where nothing was typed or picked."""
        kept = {
            "question": "" if self.question == case.question else self.question,
            "pick": list(self.picks),
            "phrase": self.phrase,
            "note": self.note,
        }
        for name in ("question", "note"):
            kept[name] = str(kept[name])[:_MAX_KEPT_LENGTH]
        return {name: value for name, value in kept.items() if value}


Drafted = Annotated[CaseForm, Depends()]


def form_of_draft(case: Case, body: Mapping[str, Any]) -> CaseForm:
    """Return the form as a draft keeps it."""
    return CaseForm(
        question=str(body.get("question") or case.question),
        pick=[str(each) for each in body.get("pick", ())],
        phrase=str(body.get("phrase", "")),
        note=str(body.get("note", "")),
    )


def form_of_answer(case: Case) -> CaseForm:
    """Return the form with the present answer, to be corrected."""
    return CaseForm(
        question=case.question,
        pick=[f"{each.act}:{each.eid}" for each in case.quotes],
        phrase=case.phrase,
        note=case.note,
    )


def case_named(site: AppState, reference: str) -> Case:
    """Return the case of a path. Raises ProblemError (404)."""
    read = read_reference(reference)
    if read is None:
        raise ProblemError(Problem(404, "no_case"))
    return require_handover(site).cases.one(read)


def back_to_case(request: Request, case: Case, place: str = "") -> Response:
    """Return a redirect to the page of the case."""
    return redirect(request, f"/desk/handover/{case.reference}{place}")


def case_page_of(
    request: Request,
    site: AppState,
    account: Account,
    case: Case,
    draft: CaseForm,
    problem: Problem | None = None,
    *,
    corrects: bool = False,
    asks: bool = False,
) -> Response:
    """Render the page of a case.

    ``corrects`` shows the form of an answered case, ``asks`` whether it shall really be closed.
    """
    ui, cases = prefs_of(request).language, require_handover(site).cases
    active = active_operators(site)
    context: dict[str, Any] = {
        "case": case,
        "before": previous_answer(site.database, case.answer_id),
        "waits": format_waiting_time(site.wording[ui], cases.now - case.left_at),
        "decisions": decision_views(site.corpus, site.features.get(AidsLibrary), case, ui),
        "history": cases.history(case.reference),
        "unsent": [name for name in cases.drafts(case.reference) if name != account.name],
        "operators": active,
        "overdue": case.is_overdue(cases.now),
        "undo": case.may_be_undone(cases.now),
        "undo_minutes": int(UNDO_TIME.total_seconds()) // 60,
        "draft": draft,
        "phrases": PHRASES,
        "longest_note": MAX_NOTE_LENGTH,
        "found": None,
        "picked": (),
        "answers": (case.state is CaseState.OPEN or corrects) and not asks,
        "corrects": corrects,
        "asks": asks and case.state is CaseState.OPEN,
        "here": f"/desk/handover/{case.reference}",
        # Taken before the search: what a new edition shows late is looked at once more.
        "law": site.corpus.digest,
    }
    if context["answers"]:
        found, wrong = _found(site, draft, ui)
        problem = problem or wrong
        context["found"] = found
        context["picked"] = _picked(site, draft, case.language, ui)
    return staff_page(request, account, "desk/case.html", context, problem=problem)


def _found(site: AppState, draft: CaseForm, ui: str) -> tuple[SearchResult | None, Problem | None]:
    """Return the candidates without the selected ones, or the problem of the search."""
    try:
        return search(site.answerer, draft.question, SearchFilters(), ui), None
    except (QuestionError, IndexUnavailableError) as error:
        return None, problem_of(error)


def _picked(
    site: AppState, draft: CaseForm, language: str, ui: str
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
