"""The page ``/admin/health``: the findings of the doctor, the workers and the queue."""

import os

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.accounts.auth import Admin
from web.accounts.staff_page import staff_page
from web.background import Lifecycle
from web.doctor.finding import Finding, Level
from web.doctor.machine import ProxyHeaders
from web.doctor.parts import examine
from web.http.pages import prefs_of
from web.http.site import StateOf

router = APIRouter(include_in_schema=False)


@router.get("/admin/health")
def health_page(request: Request, site: StateOf, account: Admin) -> Response:
    """Show the findings, those on the proxy by this request, and the state of this process."""
    findings = examine(os.environ, site.settings, proxy_headers(request))
    wording = site.wording[prefs_of(request).language]
    context = {
        "findings": findings,
        "text_of": lambda finding: finding.text(wording),
        "worst": worst(findings),
        "workers": [worker.state for worker in site.features.get(Lifecycle).workers],
        "inside": site.queue.inside,
    }
    return staff_page(request, account, "doctor/health.html", context)


def proxy_headers(request: Request) -> ProxyHeaders:
    """Return the headers of proxies in ``request``."""
    stated = ",".join(request.headers.getlist("x-forwarded-for"))
    return ProxyHeaders(
        peer=request.client.host if request.client else "",
        forwarded=tuple(part.strip() for part in stated.split(",") if part.strip()),
        has_scheme="x-forwarded-proto" in request.headers,
    )


def worst(findings: tuple[Finding, ...]) -> Level:
    """Return the level of the whole report."""
    levels = {finding.level for finding in findings}
    return next(level for level in reversed(Level) if level in levels)
