"""``GET /healthz``: whether the process answers, and with what."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from web.site import Site, site_of

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The state of the process: ``corpus`` is the digest of the acts that it serves."""

    status: str
    acts: int
    provisions: int
    corpus: str


@router.get("/healthz", summary="Is it alive?")
def healthz(site: Annotated[Site, Depends(site_of)], response: Response) -> Health:
    """Answers as soon as questions are answered."""
    response.headers["Cache-Control"] = "no-store"
    acts = site.corpus.acts
    return Health(
        status="ok",
        acts=len(acts),
        provisions=sum(len(act.provisions) for act in acts),
        corpus=site.corpus.digest,
    )
