"""``GET /healthz``: the state of the process, of its acts and of its background workers."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from web.background import Status
from web.site import Site, site_of

router = APIRouter(tags=["health"])


class WorkerHealth(BaseModel):
    """The state of a background worker: unexpected failures, the last step that succeeded."""

    status: Status
    failures: int
    last_success: datetime | None


class Health(BaseModel):
    """The state of the process: ``corpus`` is the digest of the acts that it serves.

    ``status`` is ``degraded`` while a worker fails and is retried, ``dead`` where the thread of a
    worker has ended, which only a restart mends.
    """

    status: str
    acts: int
    provisions: int
    corpus: str
    workers: dict[str, WorkerHealth]


_DEAD: dict[int | str, dict[str, Any]] = {
    503: {"model": Health, "description": "A background worker is dead: restart the server."}
}


@router.get("/healthz", summary="Is it alive?", responses=_DEAD)
def healthz(site: Annotated[Site, Depends(site_of)], response: Response) -> Health:
    """Answers as soon as questions are answered.

    A worker that fails leaves the status at 200, for questions are answered and it is retried. A
    dead one makes it 503.
    """
    response.headers["Cache-Control"] = "no-store"
    acts = site.corpus.acts
    states = [worker.state for worker in site.workers]
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
