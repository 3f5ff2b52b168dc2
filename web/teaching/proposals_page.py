"""Page ``/desk/teaching/proposals``: questions in the law's own words, proposed for the bank."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from data.model import Act, Provision
from data.question_bank import BankQuestion
from qa.proposals.selection import RankedProposal
from web.accounts.auth import Editor
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.provision_labels import provision_naming
from web.http.formats import count_pages
from web.http.problems import Problem, ProblemError
from web.http.requests import redirect
from web.http.site import AppState, StateOf
from web.teaching import drafts, proposal_decisions
from web.teaching.entry_validation import (
    EntryProblem,
    InvalidEntryError,
    parse_provisions,
    validate_entries,
)
from web.teaching.group_form import Text
from web.teaching.proposal_cache import ProposalCache

router = APIRouter(include_in_schema=False, prefix="/desk/teaching/proposals")

_PAGE = 20

ActId = Annotated[str, Form(max_length=128)]
PageNumber = Annotated[int, Form(ge=1, le=10_000)]


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """Submitted form of the proposal with the digest ``key``, as the editor has changed it."""

    act: str
    key: str
    page: int
    wording: str
    tongue: str
    provision: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """Proposal with its provisions, and the values of its form with the problems of these."""

    ranked: RankedProposal
    provisions: tuple[Provision, ...]
    wording: str
    tongue: str
    provision: str
    wrong: tuple[EntryProblem, ...] = ()


def parse_proposal_form(
    act: ActId,
    key: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    page: PageNumber = 1,
    wording: Text = "",
    tongue: Text = "",
    provision: Text = "",
) -> ProposalForm:
    """Return the form of a request (a dependency)."""
    return ProposalForm(act, key, page, wording, tongue, provision)


Submitted = Annotated[ProposalForm, Depends(parse_proposal_form)]


# Not async: the first page of an act asks its questions, so that it runs in a thread.
@router.get("")
def proposals_page(
    request: Request,
    site: StateOf,
    account: Editor,
    act: Annotated[str, Query(max_length=128)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Return a page of the proposals for an act; without one, the choice of acts."""
    return _page(request, site, account, act, page)


@router.post("/accept")
def accept(request: Request, site: StateOf, account: Editor, form: Submitted) -> Response:
    """Add the proposal to the draft, as the editor has changed it."""

    def decide(session: Session) -> None:
        known = [*site.answerer.bank, *(each.entry for each in drafts.unpublished(session))]
        act, eids = parse_provisions(site.corpus, form.act, (), form.provision)
        (entry,) = validate_entries([(0, form.wording, form.tongue)], act, eids, known)
        proposal_decisions.accept(session, account.name, form.act, form.key, entry)

    return _decided(request, site, account, form, decide)


@router.post("/dismiss")
def dismiss(request: Request, site: StateOf, account: Editor, form: Submitted) -> Response:
    """Dismiss the proposal, which is not shown again."""

    def decide(session: Session) -> None:
        proposal_decisions.dismiss(session, account.name, form.act, form.key)

    return _decided(request, site, account, form, decide)


@router.post("/restore")
def restore(request: Request, site: StateOf, account: Editor, act: ActId) -> Response:
    """Show the dismissed proposals for an act again."""
    act = site.corpus.act(act).id
    with site.database.begin() as session:
        proposal_decisions.restore(session, account.name, act)
    return redirect(request, f"/desk/teaching/proposals?act={act}")


def _decided(
    request: Request,
    site: AppState,
    account: Account,
    form: ProposalForm,
    decide: Callable[[Session], None],
) -> Response:
    """Run ``decide`` and redirect to the page; after an error, show the form again."""
    act = site.corpus.act(form.act).id
    try:
        with site.database.begin() as session:
            decide(session)
    except InvalidEntryError as error:
        return _page(request, site, account, act, form.page, form, error.wrong)
    except ProblemError as error:
        return _page(request, site, account, act, form.page, problem=error.problem)
    except IntegrityError:
        # Another editor decided on it at the same moment.
        problem = Problem(409, "proposal_decided")
        return _page(request, site, account, act, form.page, problem=problem)
    return redirect(request, f"/desk/teaching/proposals?act={act}&page={form.page}")


def _page(
    request: Request,
    site: AppState,
    account: Account,
    act_id: str,
    page: int,
    form: ProposalForm | None = None,
    wrong: tuple[EntryProblem, ...] = (),
    problem: Problem | None = None,
) -> Response:
    act = site.corpus.act(act_id) if act_id else None
    context: dict[str, object] = {
        "act": act,
        "acts": site.corpus.acts,
        "wrong": wrong,
        "named": provision_naming(request),
        "part": "proposals",
        "here": "/desk/teaching/proposals",
    }
    if act is not None:
        context |= _listing(site, act, page, form, wrong)
    status = 422 if wrong else 200
    template = "teaching/proposals.html"
    return staff_page(request, account, template, context, problem=problem, status=status)


def _listing(
    site: AppState,
    act: Act,
    page: int,
    form: ProposalForm | None,
    wrong: tuple[EntryProblem, ...],
) -> dict[str, object]:
    """Return the proposals of a page, which is the last one if there are fewer pages."""
    with site.database.reading() as session:
        decided = proposal_decisions.decided_digests(session, act.id)
        known: list[BankQuestion] = [each.entry for each in drafts.unpublished(session)]
        dismissed = proposal_decisions.count_dismissed(session, act.id)
    known += site.answerer.bank
    left = site.features.get(ProposalCache).proposals(site.answerer, act, known, decided)
    pages = count_pages(len(left), _PAGE)
    page = min(page, pages)
    shown = left[(page - 1) * _PAGE : page * _PAGE]
    lines = [_line(act, one, form, wrong) for one in shown]
    return {
        "lines": lines,
        "is_shown": any(line.wrong for line in lines),
        "total": len(left),
        "unanswered": sum(not one.is_answered for one in left),
        "dismissed": dismissed,
        "page": page,
        "pages": pages,
    }


def _line(
    act: Act, ranked: RankedProposal, form: ProposalForm | None, wrong: tuple[EntryProblem, ...]
) -> ProposalLine:
    entry = ranked.proposal.entry
    provisions = tuple(act.by_eid[eid] for eid in entry.eids)
    if form is None or form.key != ranked.proposal.digest:
        return ProposalLine(
            ranked, provisions, entry.question, entry.language, ", ".join(entry.eids)
        )
    return ProposalLine(ranked, provisions, form.wording, form.tongue, form.provision, wrong)
