"""Page ``/desk/teaching/bank``: the publications and their withdrawal."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from data.publications import active_publications, references_missing_provision, withdrawn_numbers
from web.accounts.auth import Editor
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.provision_labels import provision_naming
from web.http.problems import Problem, ProblemError
from web.http.requests import RowId, redirect
from web.http.site import AppState, StateOf
from web.teaching.publisher import Publisher, bank_state

router = APIRouter(include_in_schema=False, prefix="/desk/teaching/bank")


@router.get("")
def bank_page(request: Request, site: StateOf, account: Editor) -> Response:
    """Return the page of the operator's bank."""
    return _page(request, site, account)


@router.post("/{number}/take-back")
def withdraw(
    request: Request,
    site: StateOf,
    account: Editor,
    number: RowId,
    base: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Withdraw a publication from the bank of the state ``base``."""
    try:
        site.features.get(Publisher).withdraw(number, account.name, base)
    except ProblemError as error:
        if error.problem.status == 404:
            raise
        return _page(request, site, account, error.problem)
    return redirect(request, "/desk/teaching/bank")


def _page(
    request: Request, site: AppState, account: Account, problem: Problem | None = None
) -> Response:
    publications, corpus, bank = site.features.get(Publisher).load()
    entries = active_publications(publications)
    context = {
        "publications": publications[::-1],
        "withdrawn": withdrawn_numbers(publications),
        "entries": len(entries),
        "stale": {entry for entry in entries if references_missing_provision(entry, corpus)},
        "base": bank_state(corpus, bank),
        "named": provision_naming(request),
        "part": "bank",
    }
    return staff_page(request, account, "teaching/bank.html", context, problem=problem)
