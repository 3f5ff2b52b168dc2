"""Hostile requests to every route, as every role and in every content type.

None gets a 5xx, a traceback is in no log, and the words of a question are in none either.
``ATTACK_SECONDS`` is the time of a run, 4 seconds by default.
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.helpers.desk import signed_in
from tests.helpers.handover import ON
from tests.helpers.routes import RouteFacts, routes_of
from tests.helpers.web_app import ACT
from web.accounts.roles import Role

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("ATTACK_SECONDS", "4"))
# It stands in every question and must be in no log.
CANARY = "қыранқұпия"

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *("", " ", "\x00", "\ud800", "\u202e", "ﷺ" * 1000, "а" * 70_000, "0", "-1", "1e999"),
            *("9" * 30, "../../etc/passwd", "'; DROP TABLE accounts; --", "<script>", "{{7*7}}"),
            *("%s%n", "http://[", "24-бап", "art_24__para_3", ACT, f"{ACT}@old", "kk", "on"),
            *(f"{CANARY} 24-бап", f"{ACT}:art_24", "~24-бап", "=a", "null", "[]", "1"),
        ]
    ),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=5,
)
HEADERS = st.dictionaries(
    st.sampled_from(["accept", "accept-language", "origin", "sec-fetch-site", "cookie", "range"]),
    st.sampled_from(
        [
            *("*/*", "application/problem+json", "kk;q=9", "http://[", "null", "same-origin"),
            *("bapta=x; prefs=zz.auto.normal", "prefs=\x7f", "bytes=0-", "x" * 5000, ""),
        ]
    ),
    max_size=2,
)
CHARSETS = ("", "; charset=utf-8", "; charset=utf-7", "; charset=utf-16", "; charset=none")


@dataclass
class Count:
    """Statuses of the requests that were made; the end of the run, which the first one sets."""

    statuses: Counter[int]
    until: float | None = None


@cache
def client_as(role: Role | None) -> TestClient:
    client = signed_in(_home(), role, None, None, **ON)
    client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    return client


@cache
def _home() -> Path:
    return Path(mkdtemp(prefix="bapta-attack-"))


@st.composite
def bodies(draw: st.DrawFn, route: RouteFacts) -> tuple[bytes, str]:
    """Draw a body of the route with its content type."""
    kind = draw(st.sampled_from(("form", "multipart", "json", "bytes")))
    names = st.sampled_from((*route.fields, *route.members, "csrf", "extra"))
    if kind == "json":
        members = draw(st.one_of(st.dictionaries(names, VALUES, max_size=6), VALUES))
        return json.dumps(members).encode(), "application/json" + draw(st.sampled_from(CHARSETS))
    if kind == "bytes":
        types = ("text/plain", "application/json", "multipart/form-data", "x/y", "")
        return draw(st.binary(max_size=100)), draw(st.sampled_from(types))
    fields = draw(st.lists(st.tuples(names, TEXTS), max_size=6))
    if kind == "form":
        pairs = (f"{name}={_quoted(text)}" for name, text in fields)
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    charset = draw(st.sampled_from(CHARSETS))
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: text/plain{charset}\r\n\r\n{text}\r\n"
        for name, text in fields
    )
    whole = "".join((*parts, "--b--\r\n")).encode("utf-8", "surrogatepass")
    return whole, f"multipart/form-data; boundary=b{charset}"


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def requests(draw: st.DrawFn, routes: Sequence[RouteFacts]) -> dict[str, object]:
    """Draw the arguments of a request to one of ``routes``."""
    route = draw(st.sampled_from(routes))
    path = "/".join(
        _quoted(draw(TEXTS))[:500] if part.startswith("{") else part
        for part in route.path.split("/")
    )
    asked = draw(st.lists(st.tuples(st.sampled_from((*route.queries, "x")), TEXTS), max_size=3))
    query = "&".join(f"{name}={_quoted(text)[:2000]}" for name, text in asked)
    method = draw(st.sampled_from((*[route.method] * 24, "HEAD", "PUT", "DELETE", "OPTIONS")))
    headers = draw(HEADERS)
    content = b""
    if method != "GET":
        content, headers["content-type"] = draw(bodies(route))
    return {"method": method, "url": f"{path}?{query}", "content": content, "headers": headers}


def test_no_request_breaks_a_page_or_enters_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    routes = routes_of(client_as(None))
    # The first request compiles templates and loads the law, which is no part of the run.
    for role in (None, *Role):
        assert client_as(role).get("/").status_code == 200
    count = Count(Counter())
    # Signing out would make every later request one of nobody.
    kept = [route for route in routes if route.path != "/sign-out"]

    @settings(
        max_examples=1_000_000,
        deadline=None,
        database=None,
        derandomize="ATTACK_SECONDS" not in os.environ,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(kept), st.sampled_from([None, *Role]))
    def attack(request: dict[str, object], role: Role | None) -> None:
        # Drawing the first request takes seconds on a busy machine.
        count.until = count.until or monotonic() + SECONDS
        if monotonic() > count.until:
            raise _EndError
        caplog.clear()
        response = client_as(role).request(**request)  # type: ignore[arg-type]
        count.statuses[response.status_code] += 1
        assert response.status_code < 500, (request, response.text[:500])
        assert "Traceback" not in response.text
        assert not any(record.exc_info for record in caplog.records)
        logged = [r for r in caplog.records if not r.name.startswith(("httpx", "hypothesis"))]
        assert not any(CANARY in record.getMessage() for record in logged)

    with pytest.raises(_EndError):
        attack()
    print(f"\n{count.statuses.total()} requests: {dict(sorted(count.statuses.items()))}")
    assert count.statuses.total() >= SECONDS
    assert len(count.statuses) >= 3


class _EndError(Exception):
    """The time of the run is over."""
