"""The widget: the script with its settings, and the page in the frame."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.web_app import client_of
from web.http.assets import STATIC

pytestmark = pytest.mark.slow

HOST = "https://ministry.example"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, BAPTA_WIDGET_ORIGINS=HOST)


def test_the_script_holds_the_origins_and_is_light(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=300"
    assert len(response.content) < 15 * 1024
    line = next(line for line in response.text.splitlines() if "const settings =" in line)
    settings = json.loads(line.partition("=")[2].strip().rstrip(";"))
    assert settings["origins"] == [HOST]
    assert settings["words"]["kk"] == {"open": "Заң туралы сұрақ қою", "close": "Жабу"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_in_the_frame_speaks_the_language_of_its_address(
    client: TestClient, language: str
) -> None:
    page = client.get(f"/widget?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert f'action="/widget?lang={language}#latest"' in page
    assert '<base target="_blank">' in page


def test_the_frame_knows_the_site_around_it_where_that_may_show_the_widget(
    client: TestClient,
) -> None:
    address = "/widget?lang=kk&origin=https%3A%2F%2Fministry.example"
    for page in (client.get(address), client.post(address, data={"question": "hello"})):
        assert f'<body class="framed" data-parent="{HOST}">' in page.text
        assert f'action="{address.replace("&", "&amp;")}#latest"' in page.text
    for origin in ("https://evil.example", "*", f"{HOST}/", f"{HOST}, https://evil.example", ""):
        page = client.get("/widget", params={"lang": "kk", "origin": origin})
        assert '<body class="framed">' in page.text
        assert 'action="/widget?lang=kk#latest"' in page.text


def test_no_script_sends_a_message_to_any_site(client: TestClient) -> None:
    for script in (*STATIC.glob("bapta/*.js"), STATIC / "widget.js"):
        assert not re.search(r"""postMessage\([^)]*["']\*["']""", script.read_text("utf-8"))


def test_a_language_that_is_not_there_is_the_visitor_s(client: TestClient) -> None:
    assert '<html lang="kk"' in client.get("/widget?lang=xx").text
    assert client.get("/widget?lang=" + "x" * 500).status_code == 422


def test_a_question_is_answered_in_the_frame(client: TestClient) -> None:
    page = client.post("/widget?lang=ru", data={"question": "hello"})
    assert page.status_code == 200
    assert '<html lang="ru"' in page.text
    assert 'class="turn greeting"' in page.text
    assert f"frame-ancestors {HOST}" in page.headers["content-security-policy"]


def test_a_bad_question_is_told_in_the_frame(client: TestClient) -> None:
    page = client.post("/widget?lang=en", data={"question": ""})
    assert page.status_code == 422
    assert "Enter your question." in page.text
    assert f"frame-ancestors {HOST}" in page.headers["content-security-policy"]
