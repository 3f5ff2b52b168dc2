"""Page ``/desk/teaching/groups/ID``: a group of misses and the decisions on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from data.question_bank import BankQuestion
from embeddings.errors import IndexUnavailableError
from qa.query.validation import QuestionError
from web.accounts.auth import Editor, Operator
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.search import SearchFilters, SearchResult, search
from web.http.pages import prefs_of
from web.http.problems import ProblemError
from web.http.requests import RowId, redirect
from web.http.site import AppState, StateOf
from web.teaching import decisions, drafts
from web.teaching.entry_validation import EntryProblem, InvalidEntryError
from web.teaching.group_form import (
    GroupForm,
    entry_lines,
    linked_entries,
    outside_entries,
    parse_group_form,
)
from web.teaching.group_queries import (
    follow_up_questions,
    list_phrasings,
    load_group,
    provision_link,
)

router = APIRouter(include_in_schema=False, prefix="/desk/teaching/groups/{group_id}")

_MAX_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """Request of an editor to decide on a group that was shown in its ``version``."""

    request: Request
    site: AppState
    account: Account
    group_id: int
    version: int
    form: GroupForm

    def apply(self, decide: Callable[[Session, str, int, int], object], to: str = "") -> Response:
        """Run ``decide`` and redirect to the group ``to``; after an error, show the form again."""
        try:
            with self.site.database.begin() as session:
                # Checked first, since the form was filled in for that version.
                decisions.check_version(session, self.group_id, self.version)
                decide(session, self.account.name, self.group_id, self.version)
        except InvalidEntryError as error:
            return self._page_with_problems(422, *error.wrong)
        except ProblemError as error:
            if error.problem.status != 422:
                raise
            return self._page_with_problems(422, EntryProblem(error.problem.code))
        except decisions.DecidedError:
            return self._page_with_problems(409, EntryProblem("decided"))
        return redirect(self.request, f"/desk/teaching/groups/{to or self.group_id}")

    def entries(self, session: Session) -> list[BankQuestion]:
        """Return the entries of the bank and of the draft."""
        return [*self.site.answerer.bank, *(each.entry for each in drafts.unpublished(session))]

    def _page_with_problems(self, status: int, *wrong: EntryProblem) -> Response:
        return _page(self.request, self.site, self.account, self.group_id, self.form, wrong, status)


def decision_context(
    request: Request,
    site: StateOf,
    account: Editor,
    group_id: RowId,
    version: Annotated[RowId, Form()],
    form: Annotated[GroupForm, Depends(parse_group_form)],
) -> DecisionContext:
    """Return the context of a decision (a dependency)."""
    return DecisionContext(request, site, account, group_id, version, form)


Context = Annotated[DecisionContext, Depends(decision_context)]


# Not async: they encode a question, so that they run in a thread.
@router.get("")
def group_page(request: Request, site: StateOf, account: Operator, group_id: RowId) -> Response:
    """Return the page of the group, with the present answer to it."""
    return _page(request, site, account, group_id, None)


@router.post("/link")
def link(decision: Context) -> Response:
    """Link the group to provisions."""

    def decide(session: Session, by: str, group_id: int, version: int) -> None:
        entries = linked_entries(decision.form, decision.site.corpus, decision.entries(session))
        decisions.link(session, by, group_id, version, entries)

    return decision.apply(decide)


@router.post("/outside")
def outside(decision: Context) -> Response:
    """Mark the group as out of scope, with entries for that if the form asks for them."""

    def decide(session: Session, by: str, group_id: int, version: int) -> None:
        entries = outside_entries(decision.form, decision.site.corpus, decision.entries(session))
        decisions.mark_out_of_scope(session, by, group_id, version, entries)

    return decision.apply(decide)


@router.post("/dismiss")
def dismiss(decision: Context) -> Response:
    """Dismiss the group for a reason."""
    return decision.apply(partial(decisions.dismiss, reason=decision.form.reason))


@router.post("/reopen")
def reopen(decision: Context) -> Response:
    """Reopen a group that was decided."""
    return decision.apply(decisions.reopen)


@router.post("/take-out")
def take_out(decision: Context, key: Annotated[str, Form(max_length=300)]) -> Response:
    """Move one phrasing to a group of its own."""
    return decision.apply(partial(decisions.split_group, key=key))


@router.post("/join")
def join(decision: Context, into: Annotated[RowId, Form()]) -> Response:
    """Merge the group into another one."""
    return decision.apply(partial(decisions.merge_groups, into=into), str(into))


def _page(
    request: Request,
    site: AppState,
    account: Account,
    group_id: int,
    form: GroupForm | None,
    wrong: tuple[EntryProblem, ...] = (),
    status: int = 200,
) -> Response:
    ui = prefs_of(request).language
    with site.database.reading() as session:
        group = load_group(session, group_id)
        phrasings, ways = list_phrasings(session, group_id)
        followed = follow_up_questions(session, group_id)
        waiting = [each for each in drafts.unpublished(session) if each.group_id == group_id]
    lines = entry_lines(phrasings, form, wrong)
    # The summary also has the problems of lines whose phrasing has left the group.
    shown_in_lines = [line.wrong for line in lines if line.wrong]
    context = {
        "group": group,
        "lines": lines,
        "more_ways": ways - len(phrasings),
        "followed": [(each, provision_link(site.corpus, each.found, ui)) for each in followed],
        "waiting": waiting,
        "answered": _present_answer(site, group.text, ui),
        "most": _MAX_CANDIDATES,
        "form": form,
        "is_wrong": bool(wrong),
        "wrong": [each for each in wrong if each not in shown_in_lines],
        "part": "group",
        "here": "/desk/teaching",
    }
    return staff_page(request, account, "teaching/group.html", context, status=status)


def _present_answer(site: AppState, text: str, ui: str) -> SearchResult | None:
    """Return the present answer; None without an index or for a text that is no question."""
    try:
        return search(site.answerer, text, SearchFilters(), ui)
    except (QuestionError, IndexUnavailableError):
        return None
