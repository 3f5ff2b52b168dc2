"""``GET /metrics`` for Prometheus, behind the token of ``BAPTA_METRICS_TOKEN``."""

from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.site import Site, site_of

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(request: Request, site: Annotated[Site, Depends(site_of)]) -> Response:
    """The metrics of the process that answers. Without a token set there are none."""
    token = site.settings.metrics_token
    if token is None:
        raise HTTPException(404)
    given = request.headers.get("authorization", "")
    if not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    headers = {"Cache-Control": "no-store"}
    return Response(site.metrics.text(), media_type=CONTENT_TYPE_LATEST, headers=headers)
