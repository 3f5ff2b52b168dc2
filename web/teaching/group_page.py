"""The page of a group of misses, ``/desk/teaching/groups/ID``, and its decisions."""

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
    """The request of an editor to decide on a group that was shown in its ``version``."""

    request: Request
    site: AppState
    account: Account
    group_id: int
    version: int
    form: GroupForm

    def decided(self, decide: Callable[[Session, str, int, int], object], to: str = "") -> Response:
        """Return the group after ``decide``, or the group ``to``.

        Where that fails, return the group with the form and its problems.
        """
        try:
            with self.site.database.begin() as session:
                # Before anything is said of what was typed: it was typed for another group.
                decisions.check_version(session, self.group_id, self.version)
                decide(session, self.account.name, self.group_id, self.version)
        except InvalidEntryError as error:
            return self._refused(422, *error.wrong)
        except ProblemError as error:
            if error.problem.status != 422:
                raise
            return self._refused(422, EntryProblem(error.problem.code))
        except decisions.DecidedError:
            return self._refused(409, EntryProblem("decided"))
        return redirect(self.request, f"/desk/teaching/groups/{to or self.group_id}")

    def there(self, session: Session) -> list[BankQuestion]:
        """Return the existing entries, published and waiting."""
        return [*self.site.answerer.bank, *(each.entry for each in drafts.waiting(session))]

    def _refused(self, status: int, *wrong: EntryProblem) -> Response:
        return _page(self.request, self.site, self.account, self.group_id, self.form, wrong, status)


def decision_context(
    request: Request,
    site: StateOf,
    account: Editor,
    group_id: RowId,
    version: Annotated[RowId, Form()],
    form: Annotated[GroupForm, Depends(parse_group_form)],
) -> DecisionContext:
    """Return the context of a decision from a request."""
    return DecisionContext(request, site, account, group_id, version, form)


Decides = Annotated[DecisionContext, Depends(decision_context)]


# Plain functions: they run in a thread, for they encode a question.
@router.get("")
def group_page(request: Request, site: StateOf, account: Operator, group_id: RowId) -> Response:
    """Return the group with the present answer."""
    return _page(request, site, account, group_id, None)


@router.post("/link")
def link(editor: Decides) -> Response:
    """Create entries that point to provisions."""

    def decide(session: Session, by: str, group_id: int, version: int) -> None:
        entries = linked_entries(editor.form, editor.site.corpus, editor.there(session))
        decisions.link(session, by, group_id, version, entries)

    return editor.decided(decide)


@router.post("/outside")
def outside(editor: Decides) -> Response:
    """Mark the group as out of scope, with entries that say so where requested."""

    def decide(session: Session, by: str, group_id: int, version: int) -> None:
        entries = outside_entries(editor.form, editor.site.corpus, editor.there(session))
        decisions.mark_out_of_scope(session, by, group_id, version, entries)

    return editor.decided(decide)


@router.post("/dismiss")
def dismiss(editor: Decides) -> Response:
    """Dismiss the group for a reason."""
    return editor.decided(partial(decisions.dismiss, reason=editor.form.reason))


@router.post("/reopen")
def reopen(editor: Decides) -> Response:
    """Reopen the group."""
    return editor.decided(decisions.reopen)


@router.post("/take-out")
def take_out(editor: Decides, key: Annotated[str, Form(max_length=300)]) -> Response:
    """Split one phrasing off into a group of its own."""
    return editor.decided(partial(decisions.split_group, key=key))


@router.post("/join")
def join(editor: Decides, into: Annotated[RowId, Form()]) -> Response:
    """Merge the group into another."""
    return editor.decided(partial(decisions.merge_groups, into=into), str(into))


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
        waiting = [each for each in drafts.waiting(session) if each.group_id == group_id]
    lines = entry_lines(phrasings, form, wrong)
    # Above all stands also what is wrong with a wording whose phrasing has left the group.
    beside = [line.wrong for line in lines if line.wrong]
    context = {
        "group": group,
        "lines": lines,
        "more_ways": ways - len(phrasings),
        "followed": [(each, provision_link(site.corpus, each.found, ui)) for each in followed],
        "waiting": waiting,
        "answered": _present(site, group.text, ui),
        "most": _MAX_CANDIDATES,
        "form": form,
        "is_wrong": bool(wrong),
        "wrong": [each for each in wrong if each not in beside],
        "part": "group",
        "here": "/desk/teaching",
    }
    return staff_page(request, account, "teaching/group.html", context, status=status)


def _present(site: AppState, text: str, ui: str) -> SearchResult | None:
    """Return the present answer; None while the index is unavailable or for an invalid text."""
    try:
        return search(site.answerer, text, SearchFilters(), ui)
    except (QuestionError, IndexUnavailableError):
        return None
