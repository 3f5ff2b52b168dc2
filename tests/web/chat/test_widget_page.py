"""The page that makes the widget's code, and the sample of a site."""

from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.web_app import client_of
from web.chat.widget_options import WidgetOptions

pytestmark = pytest.mark.slow

HOST = "https://ministry.example"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="ru", BAPTA_WIDGET_ORIGINS=HOST)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ("Сайтыңызға арналған виджет", "Сайттарға арналған виджет")),
        ("ru", ("Виджет для вашего сайта", "Виджет для сайтов")),
        ("en", ("A widget for your site", "Widget for sites")),
    ],
)
def test_the_page_is_in_three_languages_and_in_the_footer(
    tmp_path: Path, language: str, words: tuple[str, str]
) -> None:
    client = client_of(tmp_path, language=language)
    title, link = words
    assert f'<a href="/widget">{link}</a>' in client.get("/").text
    assert f"<h1>{title}</h1>" in client.get("/widget").text


def test_the_form_without_a_script_makes_the_code(client: TestClient) -> None:
    query = {
        "lang": "kk",
        "side": "left",
        "theme": "auto",
        "accent": "#ffd54f",
        "offset": "40",
        "questions": "Бірінші?\r\nЕкінші?",
        "site": "https://ministry.example/news",
    }
    page = unescape(client.get("/widget", params=query).text)
    options = WidgetOptions("kk", "left", "auto", "#ffd54f", 40, ("Бірінші?", "Екінші?"))
    assert options.snippet("http://testserver", "Заң туралы сұрақ қою") in page
    assert "Сайту https://ministry.example разрешено показывать виджет." in page
    assert '<option value="kk" lang="kk" selected>' in page
    assert 'value="left" checked>' in page
    assert ">\nБірінші?\nЕкінші?</textarea>" in page
    assert "script-src http://testserver\nframe-src http://testserver" in page


def test_the_page_shows_the_sample_with_the_same_options(client: TestClient) -> None:
    page = client.get("/widget?side=left&questions=A%3F%0AB%3F").text
    start = page.index('src="/widget/sample?') + len('src="')
    sample = client.get(unescape(page[start : page.index('"', start)])).text
    assert 'src="/widget.js" data-side="left" data-questions="A?|B?" defer></script>' in sample


def test_a_site_that_is_not_allowed_learns_what_to_ask_for(client: TestClient) -> None:
    page = client.get("/widget?site=other.example").text
    assert "Сайту https://other.example пока не разрешено показывать виджет." in page
    assert "BAPTA_WIDGET_ORIGINS" in page
    assert HOST not in page
    assert "Это не похоже на адрес сайта." in client.get("/widget?site=%3Cb%3E").text


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    bad = '"><script>alert(1)</script>'
    page = client.get("/widget", params={"site": bad, "questions": bad, "lang": bad}).text
    assert "<script>alert" not in page
    assert "&amp;lt;script&amp;gt;alert" in page
    sample = client.get("/widget/sample", params={"questions": bad}).text
    assert "<script>alert" not in sample


def test_a_very_long_query_is_refused_in_words(client: TestClient) -> None:
    response = client.get("/widget", params={"questions": "x" * 5000})
    assert response.status_code == 422
    assert "<h1>" in response.text
