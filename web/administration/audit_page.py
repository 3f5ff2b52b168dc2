"""Page ``/desk/audit``: the audit trail in words, with filters, and its export as CSV."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from web.accounts.auth import Admin
from web.accounts.staff_page import staff_page
from web.administration.audit_trail import (
    ACTIONS,
    AREAS,
    AuditQuery,
    accounts_in_trail,
    export_rows,
    find_entries,
    parse_day,
)
from web.http.formats import csv_response
from web.http.problems import Problem, ProblemError
from web.http.site import StateOf
from web.storage.base import utc_now

router = APIRouter(include_in_schema=False, prefix="/desk")

_Word = Annotated[str, Query(max_length=300)]
_Before = Annotated[int | None, Field(ge=1, le=2**31 - 1)]


def _filters(
    who: _Word = "", what: _Word = "", object: _Word = "", since: _Word = "", until: _Word = ""
) -> dict[str, str]:
    """Return the conditions as they were typed."""
    return {"who": who, "what": what, "object": object, "since": since, "until": until}


_Filters = Annotated[dict[str, str], Depends(_filters)]


@router.get("/audit")
def audit_page(
    request: Request, site: StateOf, account: Admin, form: _Filters, before: _Before = None
) -> Response:
    """Show the entries that match, newest first."""
    problem = None
    try:
        query = _query(form)
    except ProblemError as error:
        query, problem = AuditQuery(), error.problem
    with site.database.reading() as session:
        rows, has_older = find_entries(session, query, before)
        people = accounts_in_trail(session)
    stated = {name: value for name, value in form.items() if value}
    context = {
        "rows": rows,
        "older": urlencode(stated | {"before": rows[-1].id}) if has_older else None,
        "form": form,
        "people": people,
        "actions": ACTIONS,
        "areas": AREAS,
        "stated": urlencode(stated),
    }
    return staff_page(request, account, "administration/audit.html", context, problem=problem)


@router.get("/audit.csv")
def audit_file(site: StateOf, account: Admin, form: _Filters) -> Response:
    """Return the entries that match as CSV, the newest 50,000 at most."""
    with site.database.reading() as session:
        rows = list(export_rows(session, _query(form)))
    return csv_response(rows, f"bapta-audit-{utc_now().date()}")


def _query(form: Mapping[str, str]) -> AuditQuery:
    """Return the conditions of a form. Raises ProblemError (422) for what is no day."""
    try:
        since, until = (parse_day(form[name].strip()) for name in ("since", "until"))
    except ValueError as error:
        raise ProblemError(Problem(422, "audit_day")) from error
    return AuditQuery(form["who"], form["what"], form["object"].strip(), since, until)
