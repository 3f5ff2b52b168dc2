"""What keeps pages safe: the headers, the frames, static files, and no foreign host."""

import re
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from tests.helpers.web_app import ACT, client_of
from web.accounts.auth import sent_form_token
from web.http.requests import require_same_origin

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/acts",
    f"/acts/{ACT}",
    f"/acts/{ACT}/art_16",
    "/privacy",
    "/nowhere",
    "/widget",
    "/widget/frame",
    "/train",
    f"/train/{ACT}/exam",
    f"/acts/{ACT}/index",
)
HOST = "https://ministry.example"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, BAPTA_WIDGET_ORIGINS=f"{HOST}, http://localhost:9000")


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


@pytest.mark.parametrize(
    "path", [*PAGES, "/api/nowhere", "/healthz", "/widget.js", "/openapi.json"]
)
def test_every_response_bears_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = directives(headers["content-security-policy"])
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/widget.js"])
def test_browsers_that_came_by_https_are_told_to_stay(client: TestClient, path: str) -> None:
    assert "strict-transport-security" not in client.get(path).headers
    secure = client.get(f"https://testserver{path}").headers
    assert secure["strict-transport-security"] == "max-age=31536000"


def test_only_the_widget_may_be_framed_and_only_by_allowed_sites(client: TestClient) -> None:
    for path in PAGES:
        headers = client.get(path).headers
        ancestors = directives(headers["content-security-policy"])["frame-ancestors"]
        if path == "/widget/frame":
            assert ancestors == f"'self' {HOST} http://localhost:9000"
            assert "x-frame-options" not in headers
        else:
            assert ancestors == "'none'"
            assert headers["x-frame-options"] == "DENY"


def test_without_allowed_sites_the_widget_is_framed_by_our_own_page_alone(tmp_path: Path) -> None:
    for path in ("/widget/frame", "/widget/sample"):
        headers = client_of(tmp_path).get(path).headers
        assert directives(headers["content-security-policy"])["frame-ancestors"] == "'self'"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_sample_of_a_site_is_framed_by_our_own_page_alone(client: TestClient) -> None:
    policy = directives(client.get("/widget/sample").headers["content-security-policy"])
    assert policy["frame-ancestors"] == policy["frame-src"] == "'self'"
    policy = directives(client.get("/widget").headers["content-security-policy"])
    assert policy["frame-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "frame-src" not in directives(client.get("/").headers["content-security-policy"])


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_nothing_inline_and_nothing_foreign(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src=)", page)
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', page)
    assert loaded
    assert all(url.startswith(("/static/", "/widget/sample", "data:image")) for url in loaded)


def test_static_files_are_kept_long_and_change_their_address(client: TestClient) -> None:
    page = client.get("/").text
    for path in re.findall(r'"(/static/[^"]*)"', page):
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["content-encoding"] == "gzip"
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == response.content
        name = path.rsplit("/", 1)[1]
        assert client.get(f"/static/0000000000000000/{name}").status_code == 404
    assert client.get("/static/x/../../app.py").status_code == 404


def test_a_page_asks_for_one_style_sheet_and_one_script(client: TestClient) -> None:
    page = client.get("/").text
    assert len(re.findall(r"<link rel=\"stylesheet\"", page)) == 1
    assert len(re.findall(r"<script ", page)) == 1


def test_the_chat_page_weighs_less_than_60_kb(client: TestClient) -> None:
    page = client.get("/")
    paths = re.findall(r'"(/static/[^"]*)"', page.text)
    assert page.headers["content-encoding"] == "gzip"
    with client.stream("GET", "/") as response:
        total = sum(len(chunk) for chunk in response.iter_raw())
    for path in paths:
        with client.stream("GET", path) as response:
            total += sum(len(chunk) for chunk in response.iter_raw())
    assert total < 60 * 1024


def test_a_proxy_may_serve_it_under_a_path(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_ROOT_PATH="/law")
    for prefix in ("", "/law"):
        page = client.get(f"{prefix}/acts/{ACT}/art_24").text
        inside = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert inside
        assert all(url.startswith("/law/") for url in inside)
        assert f'name="back" value="/acts/{ACT}/art_24"' in page
    moved = client.post("/law/prefs", data={"language": "en", "back": "/privacy"})
    assert moved.headers["location"] == "/law/privacy"
    assert "Path=/law;" in moved.headers["set-cookie"]
    answer = client.post("/law/", follow_redirects=True, data={"question": "полиция"}).text
    assert 'action="/law/#latest"' in answer
    assert client.get("/law/api/nowhere").headers["content-type"] == "application/problem+json"
    framed = client.get("/law/widget/frame").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in framed


# Questions and searches, which change nothing for anybody; the rest asks for a secret of its own:
# the token of the form, the code of the paper's seal, the private link.
OPEN = {
    "/",
    "/widget",
    "/widget/frame",
    "/api/chat",
    "/api/quotes/check",
    "/api/receipts",
    "/api/receipts/check",
    "/receipt",
    "/receipts",
    "/acts/{act}/find",
    "/sign-in",
    "/handover/{token}/delete",
    "/handover/{token}/verdict",
    "/handover/{token}/reply",
}


def guards(dependant: Dependant) -> set[object]:
    """Return the dependencies of a route, at every depth."""
    found: set[object] = set()
    for each in dependant.dependencies:
        found |= {each.call} | guards(each)
    return found


def test_no_other_site_can_change_anything(client: TestClient) -> None:
    parts = client.app.routes  # type: ignore[attr-defined]
    routes = [
        route
        for part in parts
        if hasattr(part, "original_router")
        for route in part.original_router.routes
        if isinstance(route, APIRoute) and (route.methods or set()) - {"GET", "HEAD"}
    ]
    assert len(routes) > 40
    open_ = {
        route.path
        for route in routes
        # The accounts' gate reads the token of the form.
        if not guards(route.dependant) & {require_same_origin, sent_form_token}
    }
    assert open_ == OPEN
