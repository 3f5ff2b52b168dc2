"""JSON responses of lists and items: pages, and entity tags (RFC 9110, section 13)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from web.api.schemas import MAX_PAGE, Page
from web.http.requests import root_of

_TAG = re.compile(r'(?:W/)?("[^"]*")')


Item = TypeVar("Item")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Paging:
    """The page of a list that a request asks for."""

    request: Request
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="The most items of the page.")] = 50
    offset: Annotated[int, Query(ge=0, le=10**9, description="Items to skip.")] = 0

    def respond(
        self, model: type[Page[Shown]], items: Sequence[Item], view: Callable[[Item], Shown]
    ) -> Response:
        """Return the page of ``items`` as a ``model``, each in the form that ``view`` gives it."""
        end = self.offset + self.limit
        following = self._path(end) if end < len(items) else None
        shown = [view(item) for item in items[self.offset : end]]
        page = model(items=shown, total=len(items), next=following)
        return conditional_json(self.request, page, following)

    def _path(self, offset: int) -> str:
        """Return the path of the page that begins at ``offset``."""
        stated: Mapping[str, object] = {
            **self.request.query_params,
            "limit": self.limit,
            "offset": offset,
        }
        root = root_of(self.request)
        return f"{root}{self.request.url.path.removeprefix(root)}?{urlencode(stated)}"


PagingOf = Annotated[Paging, Depends()]


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
