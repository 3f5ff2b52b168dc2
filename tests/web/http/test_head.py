"""``HEAD``: the status and headers of ``GET``, and no body."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers.web_app import ACT, client_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "path",
    [
        "/acts",
        f"/acts/{ACT}",
        f"/acts/{ACT}/art_24",
        "/privacy",
        "/healthz",
        "/widget.js",
        "/widget",
    ],
)
def test_head_answers_as_get_without_a_body(tmp_path: Path, path: str) -> None:
    client = client_of(tmp_path)
    got, head = client.get(path), client.head(path)
    assert (got.status_code, head.status_code) == (200, 200)
    assert head.content == b""
    own = {"x-request-id"}
    assert head.headers["X-Request-ID"] != got.headers["X-Request-ID"]
    assert _without(head.headers, own) == _without(got.headers, own)
    assert int(got.headers["Content-Length"]) > 0


def _without(headers: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


def test_head_of_the_first_page(tmp_path: Path) -> None:
    # Its tab id is another one each time, and so is the length of the page when packed.
    head = client_of(tmp_path).head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in head.headers["Content-Security-Policy"]


def test_head_of_a_static_file(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    page = client.get("/").text
    path = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    head = client.head(path, headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == "text/css; charset=utf-8"
    assert int(head.headers["Content-Length"]) == len(client.get(path).content)


def test_head_where_there_is_no_get(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    missing, posted = client.head("/nowhere"), client.head("/api/chat")
    assert (missing.status_code, missing.content) == (404, b"")
    assert (posted.status_code, posted.content) == (405, b"")
    assert posted.headers["Allow"] == "POST"
