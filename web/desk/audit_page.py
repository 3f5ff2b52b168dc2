"""``/desk/audit``: who changed what, newest first, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from web.accounts.account import Account
from web.accounts.gate import require
from web.accounts.roles import Role
from web.accounts.staff_page import staff_page
from web.accounts.tables import AuditRow
from web.site import Site, site_of

router = APIRouter(include_in_schema=False)

_MOST = 500


@router.get("/desk/audit")
def audit_page(
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    account: Annotated[Account, Depends(require(Role.ADMIN))],
) -> Response:
    """The newest entries of the trail."""
    with site.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(_MOST)).all()
    return staff_page(request, account, "desk/audit.html", {"rows": rows})
