"""Health check and metrics: ``GET /healthz``, and ``GET /metrics`` behind its token."""

from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from typing import Any

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.background import Lifecycle, Status
from web.http.site import AppState, StateOf
from web.journal.journal import Journal
from web.runtime.metrics import Metrics

router = APIRouter(tags=["health"])


class WorkerHealth(BaseModel):
    """State of a background worker: unexpected failures, and the last step that succeeded."""

    status: Status
    failures: int
    last_success: datetime | None


class Health(BaseModel):
    """State of the process; ``corpus`` is the digest of its acts.

    ``status`` is ``degraded`` while a worker fails and is retried, and ``dead`` after the thread of
    a worker has ended, which needs a restart.
    """

    status: str
    acts: int
    provisions: int
    corpus: str
    workers: dict[str, WorkerHealth]


_DEAD: dict[int | str, dict[str, Any]] = {
    503: {"model": Health, "description": "A background worker is dead: restart the server."}
}


@router.get("/healthz", operation_id="healthz_healthz_get", summary="Is it alive?", responses=_DEAD)
def healthz(site: StateOf, response: Response) -> Health:
    """Answers as soon as questions are answered.

    A worker that fails leaves the status at 200, for questions are answered and it is retried. A
    dead one makes it 503.
    """
    response.headers["Cache-Control"] = "no-store"
    acts = site.corpus.acts
    states = [worker.state for worker in site.features.get(Lifecycle).workers]
    found = {state.status for state in states}
    if Status.DEAD in found:
        response.status_code = 503
    return Health(
        status=_overall(found),
        acts=len(acts),
        provisions=sum(len(act.provisions) for act in acts),
        corpus=site.corpus.digest,
        workers={
            state.name: WorkerHealth(
                status=state.status, failures=state.failures, last_success=state.last_success
            )
            for state in states
        },
    )


def _overall(statuses: set[Status]) -> str:
    """Return the status of the process, which is that of its worst worker."""
    if Status.DEAD in statuses:
        return "dead"
    return "degraded" if Status.FAILING in statuses else "ok"


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, site: StateOf) -> Response:
    """Return the metrics, or 404 if no token is set."""
    token = site.settings.metrics_token
    if token is None:
        raise HTTPException(404)
    given = request.headers.get("authorization", "")
    if not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    headers = {"Cache-Control": "no-store"}
    return Response(
        site.features.get(Metrics).text(), media_type=CONTENT_TYPE_LATEST, headers=headers
    )


def install_metrics(site: AppState, open_cases: Callable[[], int | None] | None) -> None:
    """Install the metrics; ``open_cases`` counts the cases that wait for staff."""
    lifecycle = site.features.get(Lifecycle)
    metrics = Metrics(
        site.features.find(Journal),
        open_cases,
        tuple(lifecycle.workers),
    )
    site.features.add(metrics)
    if metrics.worker is not None:
        lifecycle.add(metrics.worker, metrics.worker, start=metrics.worker.start)
