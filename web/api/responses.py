"""JSON responses of lists and items: pages, and entity tags (RFC 9110, section 13)."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from web.http.requests import root_of

_TAG = re.compile(r'(?:W/)?("[^"]*")')


Item = TypeVar("Item")


def page_of(
    request: Request, items: Sequence[Item], limit: int, offset: int
) -> tuple[Sequence[Item], str | None]:
    """Return the items of a page, and the path of the next one or None."""
    end = offset + limit
    if end >= len(items):
        return items[offset:], None
    stated: Mapping[str, object] = {**request.query_params, "limit": limit, "offset": end}
    root = root_of(request)
    path = request.url.path.removeprefix(root)
    return items[offset:end], f"{root}{path}?{urlencode(stated)}"


def conditional_json(request: Request, model: BaseModel, following: str | None = None) -> Response:
    """Return ``model`` as JSON with its entity tag, or 304 if ``If-None-Match`` has the tag.

    ``following`` is the path of the next page, which a ``Link`` header names too (RFC 8288). The
    tag is weak, because a proxy may compress the body.
    """
    body = model.model_dump_json().encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": f"W/{tag}", "Cache-Control": "no-cache"}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    if has_tag(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def has_tag(stated: list[str], tag: str) -> bool:
    """Return whether ``If-None-Match`` holds ``tag`` by weak comparison; ``*`` holds any.

    ``tag`` is in quotation marks and without ``W/``.
    """
    text = ",".join(stated).strip()
    return text == "*" or tag in _TAG.findall(text)
