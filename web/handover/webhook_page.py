"""The state of the webhook, ``/desk/handover/webhook``, and news of the queue for open pages."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from web.accounts.auth import Admin, Operator
from web.accounts.models import record_audit
from web.accounts.staff_page import staff_page
from web.handover.models import CaseState
from web.handover.repository import Share
from web.handover.submission import require_handover
from web.handover.webhook import MAX_ATTEMPTS, Outbox
from web.http.requests import RowId, redirect
from web.http.site import StateOf
from web.storage.base import utc_now

router = APIRouter(include_in_schema=False, prefix="/desk/handover")

_SHOWN = 50


class Pulse(BaseModel):
    """News of the queue: numbers of open and overdue cases, and the newest open one."""

    open: int
    overdue: int
    newest: str | None


@router.get("/pulse")
def pulse(site: StateOf, account: Operator) -> JSONResponse:
    """Return the state of the queue, by which an open page announces new cases."""
    cases = require_handover(site).cases
    waiting = cases.waiting()
    overdue, _ = cases.listed(CaseState.OPEN, 0, 0, Share.OVERDUE)
    # The queue begins with the longest waiting case.
    _, newest = cases.listed(CaseState.OPEN, max(0, waiting - 1), 1)
    told = Pulse(open=waiting, overdue=overdue, newest=newest[0].reference if newest else None)
    return JSONResponse(told.model_dump(), headers={"Cache-Control": "no-store"})


@router.get("/webhook")
def webhook_page(request: Request, site: StateOf, account: Admin) -> Response:
    """Show the latest deliveries with their states."""
    require_handover(site)
    context = {
        "rows": Outbox(site.database).latest(_SHOWN),
        "is_set": site.settings.webhook_url is not None,
        "most": MAX_ATTEMPTS,
        "here": "/desk/handover/webhook",
    }
    return staff_page(request, account, "desk/webhook.html", context)


@router.post("/webhook/{delivery_id}/retry")
def retry_delivery(request: Request, site: StateOf, account: Admin, delivery_id: RowId) -> Response:
    """Attempt a failed delivery anew."""
    require_handover(site)
    if Outbox(site.database).retry(delivery_id, utc_now()):
        with site.database.begin() as session:
            record_audit(session, account.name, "webhook.retry", str(delivery_id))
    return redirect(request, "/desk/handover/webhook")
