"""``/desk/teaching/groups/ID``: a group of misses, and what an editor decides of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from data.bank import BankQuestion
from embeddings.errors import IndexAwayError
from qa.question import QuestionError
from web.accounts.account import Account
from web.accounts.gate import require
from web.accounts.roles import Role
from web.accounts.staff_page import staff_page
from web.desk.search import Filters, Found, search
from web.pages import prefs_of
from web.problems import ProblemError
from web.site import Site, site_of
from web.teaching import decisions, drafts
from web.teaching.entries import Wrong, WrongEntryError
from web.teaching.group_form import Typed, lines_of, linked_entries, outside_entries, typed
from web.teaching.groups import followed_by, group_of, phrasings_of
from web.teaching.places import place_of

router = APIRouter(include_in_schema=False, prefix="/desk/teaching/groups/{group_id}")

SiteOf = Annotated[Site, Depends(site_of)]
Operator = Annotated[Account, Depends(require(Role.OPERATOR))]
Editor = Annotated[Account, Depends(require(Role.EDITOR))]
Form_ = Annotated[Typed, Depends(typed)]
Version = Annotated[int, Form()]
_MOST_CANDIDATES = 8


# Plain functions: they run in a thread, for they encode a question.
@router.get("")
def group_page(request: Request, site: SiteOf, account: Operator, group_id: int) -> Response:
    """The group, with what is answered to it at present."""
    return _page(request, site, account, group_id, None)


@router.post("/link")
def link(
    request: Request, site: SiteOf, account: Editor, group_id: int, version: Version, form: Form_
) -> Response:
    """Make entries that point to provisions."""

    def decide(session: Session) -> None:
        entries = linked_entries(form, site.corpus, _bank(site, session))
        decisions.link(session, account.name, group_id, version, entries)

    return _decided(request, site, account, group_id, form, decide)


@router.post("/outside")
def outside(
    request: Request, site: SiteOf, account: Editor, group_id: int, version: Version, form: Form_
) -> Response:
    """The law does not answer it; entries that say so are made where they are asked for."""

    def decide(session: Session) -> None:
        entries = outside_entries(form, site.corpus, _bank(site, session))
        decisions.call_outside(session, account.name, group_id, version, entries)

    return _decided(request, site, account, group_id, form, decide)


@router.post("/dismiss")
def dismiss(
    request: Request, site: SiteOf, account: Editor, group_id: int, version: Version, form: Form_
) -> Response:
    """Leave it, for a reason."""
    return _decided(
        request,
        site,
        account,
        group_id,
        form,
        lambda session: decisions.dismiss(session, account.name, group_id, version, form.reason),
    )


@router.post("/reopen")
def reopen(
    request: Request, site: SiteOf, account: Editor, group_id: int, version: Version, form: Form_
) -> Response:
    """Take a decision back."""
    return _decided(
        request,
        site,
        account,
        group_id,
        form,
        lambda session: decisions.reopen(session, account.name, group_id, version),
    )


@router.post("/take-out")
def take_out(
    request: Request,
    site: SiteOf,
    account: Editor,
    group_id: int,
    version: Version,
    form: Form_,
    key: Annotated[str, Form(max_length=300)],
) -> Response:
    """Give one way to ask a group of its own."""
    return _decided(
        request,
        site,
        account,
        group_id,
        form,
        lambda session: decisions.take_out(session, account.name, group_id, version, key),
    )


@router.post("/join")
def join(
    request: Request,
    site: SiteOf,
    account: Editor,
    group_id: int,
    version: Version,
    form: Form_,
    into: Annotated[int, Form()],
) -> Response:
    """Put it into another group."""
    return _decided(
        request,
        site,
        account,
        group_id,
        form,
        lambda session: decisions.join(session, account.name, group_id, version, into),
        into,
    )


def _decided(
    request: Request,
    site: Site,
    account: Account,
    group_id: int,
    form: Typed,
    decide: Callable[[Session], object],
    to: int | None = None,
) -> Response:
    """The group after ``decide``, or as it is with what was typed and what is wrong with that."""
    try:
        with site.database.begin() as session:
            decide(session)
    except WrongEntryError as error:
        return _page(request, site, account, group_id, form, error.wrong, 422)
    except ProblemError as error:
        if error.problem.status != 422:
            raise
        return _page(request, site, account, group_id, form, (Wrong(error.problem.code),), 422)
    except decisions.DecidedError:
        return _page(request, site, account, group_id, form, (Wrong("decided"),), 409)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/desk/teaching/groups/{to or group_id}", 303)


def _page(
    request: Request,
    site: Site,
    account: Account,
    group_id: int,
    form: Typed | None,
    wrong: tuple[Wrong, ...] = (),
    status: int = 200,
) -> Response:
    ui = prefs_of(request).language
    with site.database.reading() as session:
        group = group_of(session, group_id)
        phrasings, ways = phrasings_of(session, group_id)
        followed = followed_by(session, group_id)
        waiting = [each for each in drafts.waiting(session) if each.group_id == group_id]
    lines = lines_of(phrasings, form, wrong)
    # Above all stands also what is wrong with a wording whose phrasing has left the group.
    beside = [line.wrong for line in lines if line.wrong]
    context = {
        "group": group,
        "lines": lines,
        "more_ways": ways - len(phrasings),
        "followed": [(each, place_of(site.corpus, each.found, ui)) for each in followed],
        "waiting": waiting,
        "answered": _present(site, group.text, ui),
        "most": _MOST_CANDIDATES,
        "form": form,
        "is_wrong": bool(wrong),
        "wrong": [each for each in wrong if each not in beside],
        "part": "group",
        "here": "/desk/teaching",
    }
    return staff_page(request, account, "teaching/group.html", context, status=status)


def _present(site: Site, text: str, ui: str) -> Found | None:
    """What is answered at present; None while the index is away or the text is no question."""
    try:
        return search(site.answerer, text, Filters(), ui)
    except (QuestionError, IndexAwayError):
        return None


def _bank(site: Site, session: Session) -> list[BankQuestion]:
    """The entries that are there already: published, and waiting."""
    return [*site.answerer.bank, *(each.entry for each in drafts.waiting(session))]
