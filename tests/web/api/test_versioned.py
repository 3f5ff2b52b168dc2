"""Version 1 of the interface: aliases, lists in pages, entity tags, documented problem types."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.helpers.paths import ROOT
from tests.helpers.web_app import ACT, FIREARM_WORDS, client_of
from web.api.responses import has_tag

pytestmark = pytest.mark.slow

ACTS = "/api/v1/acts"
DOCUMENT = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path)


@pytest.mark.parametrize("root", ["", "/law"])
def test_aliases_answer_as_the_paths_without_a_version(tmp_path: Path, root: str) -> None:
    client = client_of(tmp_path, BAPTA_ROOT_PATH=root) if root else client_of(tmp_path)
    body = {"question": "24-бап 3-тармақ"}
    one, other = (client.post(f"{root}/api{v}/chat", json=body) for v in ("", "/v1"))
    assert one.json()["passages"] == other.json()["passages"] != []
    assert other.headers["bapta-api-version"] == "1"
    assert "bapta-api-version" not in one.headers
    missing = client.post(f"{root}/api/v1/nothing", json={})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:bapta:problem:not-found")


def test_pages_of_a_list_follow_each_other(client: TestClient) -> None:
    found: list[dict[str, Any]] = []
    path: str | None = f"{ACTS}/{ACT}/provisions?under=art_24&limit=2&ui=en"
    while path:
        page = client.get(path)
        found += page.json()["items"]
        path = page.json()["next"]
        assert page.links.get("next", {}).get("url") == path
    assert len(found) == page.json()["total"] > 2
    (firearm,) = (each for each in found if each["citation"]["eid"] == "art_24__para_3")
    assert firearm["text"] == FIREARM_WORDS
    assert firearm["citation"]["label"] == "Article 24, paragraph 3"
    one = client.get(f"{ACTS}/{ACT}/provisions/art_24__para_3?ui=en").json()
    assert one == firearm


def test_norms_are_slices_of_their_provisions(client: TestClient) -> None:
    page = client.get(f"{ACTS}/{ACT}/norms?kind=duty&under=art_16&limit=3").json()
    assert page["total"] > len(page["items"]) == 3
    for norm in page["items"]:
        for span in (norm["sentence"], *norm["marks"]):
            text = client.get(f"{ACTS}/{ACT}/provisions/{span['eid']}").json()["text"]
            assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("path", [ACTS, f"{ACTS}/{ACT}", f"{ACTS}/{ACT}/provisions"])
def test_known_tags_get_no_body(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"0"'}).status_code == 200


@pytest.mark.parametrize(
    ("stated", "is_held"),
    [([], False), (["*"], True), (['W/"a", "b"'], True), (['"b"', 'W/"c"'], False)],
)
def test_tags_are_compared_weakly(stated: list[str], is_held: bool) -> None:
    assert has_tag(stated, '"a"') is is_held


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        (f"{ACTS}/nowhere", 404, "no-act"),
        (f"{ACTS}/{ACT}@none/norms", 404, "no-edition"),
        (f"{ACTS}/{ACT}/provisions?under=art_999", 404, "no-provision"),
        (f"{ACTS}?limit=501", 422, "malformed"),
        (f"{ACTS}?offset=-1", 422, "malformed"),
    ],
)
def test_problems(client: TestClient, path: str, status: int, problem: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["type"] == f"urn:bapta:problem:{problem}"


def test_document_lists_every_problem_type_of_the_interface() -> None:
    table = DOCUMENT.split("### Problem types")[1].split("\n## ")[0]
    listed = {
        name.replace("-", "_")
        for row in re.findall(r"^\| (`[^|]+) \| \d", table, re.MULTILINE)
        for name in re.findall(r"`([a-z-]+)`", row)
    }
    paths = [
        path
        for folder in ("chat", "http", "receipts")
        for path in (ROOT / "web" / folder).glob("*.py")
    ]
    paths.append(ROOT / "web" / "handover" / "submission.py")
    code = "".join(path.read_text("utf-8") for path in paths)
    raised = set(re.findall(r"""Problem\([\w.]+, "(\w+)\"""", code))
    raised |= set(re.findall(r"""\d{3}: "(\w+)\"""", code)) | {"other"}
    raised |= {f"question_{code}" for code in ("empty", "too_long", "binary")}
    # Feedback is a form of pages alone.
    assert listed == raised - {"feedback"}


def test_document_names_every_path_of_the_version(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    versioned = {path for path in paths if path.startswith("/api/v1/")}
    named = set(re.findall(r"`(?:GET |POST )?(/api/v1/[^`…]+)`", DOCUMENT))
    named |= {f"/api/v1{path}" for path in re.findall(r"`(?:GET )?(/receipts/\w+)`", DOCUMENT)}
    assert versioned == named
