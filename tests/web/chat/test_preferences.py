"""Preferences: the cookie, what is forged, ``Accept-Language``, and the switches."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.web_app import ACT, client_of
from web.http.preferences import Prefs, accepted_language, read_prefs
from web.http.requests import local_path

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="ru")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "kk"),
        ("", "kk"),
        ("ru", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,ru;q=0.8,en;q=0.7", "ru"),
        ("en;q=0.3, kk;q=0.9", "kk"),
        ("RU-ru", "ru"),
        ("en;q=0, ru;q=0.1", "ru"),
        ("*", "kk"),
        ("en;q=nan,,;;", "kk"),
        ("x" * 100_000, "kk"),
    ],
)
def test_accept_language(header: str | None, language: str) -> None:
    assert accepted_language(header) == language


def test_the_cookie_comes_before_the_header() -> None:
    assert read_prefs("en.dark.large\n", "ru") == Prefs("ru")
    assert read_prefs("en.dark.large", "ru") == Prefs("en", "dark", "large")


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "en",
        "en.dark",
        "en.dark.large.more",
        "de.dark.large",
        "en.dark.huge",
        "<script>.dark.large",
        "../../etc",
        "en" * 10_000,
    ],
)
def test_a_forged_cookie_counts_as_none(client: TestClient, cookie: str) -> None:
    assert read_prefs(cookie, "ru") == Prefs("ru")
    page = client.get("/", headers={"Cookie": f"prefs={cookie}"})
    assert page.status_code == 200
    assert '<html lang="ru" data-theme="auto" data-size="normal"' in page.text


def test_a_switch_sets_the_one_cookie_and_goes_back(client: TestClient) -> None:
    response = client.post("/prefs", data={"language": "en", "back": f"/acts/{ACT}/art_24"})
    assert response.status_code == 303
    assert response.headers["location"] == f"/acts/{ACT}/art_24"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(
        "prefs=en.auto.normal; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"
    )
    page = client.get(f"/acts/{ACT}/art_24").text
    assert '<html lang="en"' in page
    client.post("/prefs", data={"theme": "dark"})
    client.post("/prefs", data={"size": "large"})
    assert '<html lang="en" data-theme="dark" data-size="large"' in client.get("/").text
    assert dict(client.cookies) == {"prefs": "en.dark.large"}


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_changes_no_preference(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/prefs", data={"language": "en"}, headers=headers)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_no_other_page_sets_a_cookie(client: TestClient) -> None:
    for path in ("/", "/acts", f"/acts/{ACT}", "/privacy", "/widget", "/widget/frame", "/nowhere"):
        assert "set-cookie" not in client.get(path).headers
    assert "set-cookie" not in client.post("/", data={"question": "24-бап"}).headers


def test_choices_that_are_not_there_change_nothing(client: TestClient) -> None:
    response = client.post("/prefs", data={"language": "de", "theme": "red", "size": "9"})
    assert response.headers["set-cookie"].startswith("prefs=ru.auto.normal;")


@pytest.mark.parametrize(
    ("back", "path"),
    [
        (f"/acts/{ACT}/art_27-1", f"/acts/{ACT}/art_27-1"),
        ("/privacy", "/privacy"),
        ("//example.org", "/"),
        ("https://example.org", "/"),
        ("/\\example.org", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("/" + "a" * 5000 + "!", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(back: str, path: str) -> None:
    assert local_path(back) == path


def test_a_conversation_is_shown_again_in_the_new_language(client: TestClient) -> None:
    typed = {"language": "en", "earlier": ["~полиция", "=hello"], "question": "жазып отырмын"}
    response = client.post("/prefs", data=typed)
    assert response.status_code == 303
    assert response.headers["set-cookie"].startswith("prefs=en.auto.normal;")
    response = client.get(response.headers["location"])
    assert '<html lang="en"' in response.text
    assert response.text.count('class="asked"') == 2
    assert "\nжазып отырмын</textarea>" in response.text
    assert 'name="earlier" value="=hello"' in response.text


def test_pages_vary_by_what_they_read(client: TestClient) -> None:
    response = client.get("/")
    assert {"Cookie", "Accept-Language"} <= set(response.headers["vary"].split(", "))
    assert response.headers["content-language"] == "ru"


def test_a_secure_connection_gets_a_secure_cookie(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    client.base_url = client.base_url.copy_with(scheme="https")
    assert "Secure" in client.post("/prefs", data={"language": "en"}).headers["set-cookie"]
