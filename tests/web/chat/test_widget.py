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
    assert list(settings["words"]) == ["kk", "ru", "en"]
    words = settings["words"]["kk"]
    assert (words["name"], words["short"], words["own"]) == ("Бапта", "Қаз", "Қазақ тілі")
    assert (words["open"], words["close"]) == ("Заң туралы сұрақ қою", "Жабу")
    assert words["refused"].startswith("Сервистің бұл сайтта ашылуына рұқсат жоқ.")
    assert not re.search("^ |^//", response.text, re.MULTILINE)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_in_the_frame_speaks_the_language_of_its_address(
    client: TestClient, language: str
) -> None:
    page = client.get(f"/widget/frame?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert f'action="/widget/frame?lang={language}#latest"' in page
    assert '<base target="_blank">' in page


def test_the_frame_knows_the_site_around_it_where_that_may_show_the_widget(
    client: TestClient,
) -> None:
    address = "/widget/frame?lang=kk&origin=https%3A%2F%2Fministry.example"
    for page in (client.get(address), client.post(address, data={"question": "hello"})):
        assert f'<body class="framed" data-parent="{HOST}">' in page.text
        assert f'action="{address.replace("&", "&amp;")}#latest"' in page.text
    for origin in ("https://evil.example", "*", f"{HOST}/", f"{HOST}, https://evil.example", ""):
        page = client.get("/widget/frame", params={"lang": "kk", "origin": origin})
        assert '<body class="framed">' in page.text
        assert 'action="/widget/frame?lang=kk#latest"' in page.text


def test_our_own_sample_of_a_site_is_around_the_frame_as_well(client: TestClient) -> None:
    page = client.get("/widget/frame", params={"lang": "ru", "origin": "http://testserver"}).text
    assert '<body class="framed" data-parent="http://testserver">' in page


def test_the_frame_has_a_theme_and_no_links_for_staff(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_SECRET="x" * 32)
    page = client.get("/widget/frame?lang=en&theme=dark").text
    assert '<html lang="en" data-theme="dark"' in page
    assert 'action="/widget/frame?lang=en&amp;theme=dark#latest"' in page
    assert "/sign-in" in client.get("/").text
    for word in ("/sign-in", "/desk", "/train", "/accounts"):
        assert word not in page
    assert 'data-theme="auto"' in client.get("/widget/frame?lang=en&theme=pink").text


def test_a_frame_at_its_earlier_address_is_sent_on(client: TestClient) -> None:
    query = "lang=ru&origin=https%3A%2F%2Fministry.example"
    shown = client.get(f"/widget?{query}")
    assert (shown.status_code, shown.headers["location"]) == (307, f"/widget/frame?{query}")
    asked = client.post(f"/widget?{query}", data={"question": "hello"}, follow_redirects=True)
    assert asked.url.path == "/widget/frame"
    assert 'class="turn greeting"' in asked.text


def test_turns_are_answered_again_in_the_language_of_the_frame(client: TestClient) -> None:
    """The frame on a site of our own domain gets the cookie, whose language is another one."""
    client.cookies.set("prefs", "kk.auto.normal")
    asked = {"earlier": "=статья 24, пункт 3", "found": "", "session": "a"}
    own = {"Sec-Fetch-Site": "same-origin"}
    again = client.post("/conversation", data={**asked, "ui": "en"}, headers=own).text
    assert "Article 24, paragraph 3" in again
    assert "24-баптың 3-тармағы" in client.post("/conversation", data=asked, headers=own).text


def test_no_script_sends_a_message_to_any_site(client: TestClient) -> None:
    scripts = (*STATIC.glob("bapta/*.js"), *STATIC.glob("*.js"))
    assert sum("postMessage(" in script.read_text("utf-8") for script in scripts) == 3
    for script in scripts:
        assert not re.search(r"""postMessage\([^)]*["']\*["']""", script.read_text("utf-8"))


def test_a_language_that_is_not_there_is_the_visitor_s(client: TestClient) -> None:
    assert '<html lang="kk"' in client.get("/widget/frame?lang=xx").text
    assert client.get("/widget/frame?lang=" + "x" * 500).status_code == 422


def test_a_question_is_answered_in_the_frame(client: TestClient) -> None:
    page = client.post("/widget/frame?lang=ru", data={"question": "hello"})
    assert page.status_code == 200
    assert '<html lang="ru"' in page.text
    assert 'class="turn greeting"' in page.text
    assert f"frame-ancestors 'self' {HOST}" in page.headers["content-security-policy"]


def test_a_bad_question_is_told_in_the_frame(client: TestClient) -> None:
    page = client.post("/widget/frame?lang=en", data={"question": ""})
    assert page.status_code == 422
    assert "Enter your question." in page.text
    assert f"frame-ancestors 'self' {HOST}" in page.headers["content-security-policy"]
