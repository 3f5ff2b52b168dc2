"""The page on which people ask, with several acts and languages: choices, names and links."""

from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.act_library import library_answerer
from tests.helpers.web_app import client_of

pytestmark = pytest.mark.slow


def followed(client: TestClient) -> TestClient:
    """The client, which follows the form to its conversation."""
    client.follow_redirects = True
    return client


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return followed(client_of(tmp_path, language="en"))


@pytest.mark.parametrize("path", ["/", "/widget/frame?lang=en"])
def test_question_without_an_act_gets_links_to_each_act(tmp_path: Path, path: str) -> None:
    client = client_of(tmp_path, library_answerer(), language="en")
    page = unescape(client.post(path, follow_redirects=True, data={"question": "статья 24"}).text)
    turn = page[page.index('<article class="turn') :].split("</article>")[0]
    assert "Which law do you mean?" in turn
    assert '<a href="/acts/kz-internal-affairs/art_24#art_24">Article 24</a>' in turn
    assert '<a href="/acts/gardens/art_24#art_24">Article 24</a>' in turn
    assert '<cite class="small" lang="ru">О садовых товариществах в Республике Казахстан' in turn
    assert "<blockquote" not in turn


@pytest.mark.parametrize("path", ["/", "/widget/frame?lang=en"])
def test_languages_of_questions_are_told_in_the_language_of_the_message(
    client: TestClient, path: str
) -> None:
    page = unescape(
        client.post(path, follow_redirects=True, data={"question": "هل تفهمون اللغة العربية؟"}).text
    )
    assert '<p lang="ar" dir="auto">يفهم Bapta الأسئلة' in page


def test_another_act_is_told_without_a_quote(client: TestClient) -> None:
    page = unescape(client.post("/", data={"question": "статья 24 КоАП"}).text)
    assert "Bapta does not have this law" in page
    assert "The question names another law. Bapta answers only from the laws that it has." in page
    assert "<blockquote" not in page


def test_acts_are_named_beside_other_quotes_and_links_of_several_acts(tmp_path: Path) -> None:
    client = client_of(tmp_path, library_answerer(), language="ru")
    question = "статья 24 закона о садовых товариществах"
    page = unescape(client.post("/", follow_redirects=True, data={"question": question}).text)
    title = "О садовых товариществах в Республике Казахстан"
    summary = page[page.index('<details class="other">') :].split("</summary>")[0]
    assert f'<cite class="small" lang="ru">{title}</cite>' in summary
    also = page[page.index('<nav class="also"') :].split("</nav>")[0]
    assert also.count(title) == also.count("<li>") > 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ru",
            '<a href="/acts/kz-internal-affairs/art_18#art_18">статья 18</a> <span class="aid"'
            ' lang="ru"><span class="unseen" lang="ru">Неофициальный перевод:</span>'
            " Обязанности сотрудников органов внутренних дел</span>",
        ),
        (
            "kk",
            '<a href="/acts/kz-internal-affairs/art_18#art_18">18-бап</a> <span lang="kk">'
            "Ішкі істер органдары қызметкерлерінің міндеттері</span>",
        ),
    ],
)
def test_links_to_related_provisions_say_what_they_are_about(
    tmp_path: Path, language: str, words: str
) -> None:
    client = followed(client_of(tmp_path, language=language))
    page = unescape(client.post("/", data={"question": "18-бап"}).text)
    also = page[page.index('<nav class="also"') :].split("</nav>")[0]
    assert words in also
    assert also.count('<span class="aid"' if language == "ru" else "<span lang=") == also.count(
        "<li>"
    )


def test_one_act_is_not_named_beside_each_link(client: TestClient) -> None:
    page = unescape(client.post("/", data={"question": "24-бап"}).text)
    also = page[page.index('<nav class="also"') :].split("</nav>")[0]
    assert "<cite" not in also


@pytest.mark.parametrize("path", ["/", "/widget/frame?lang={language}"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Қазақстан Республикасының ішкі істер органдары туралы"),
        ("ru", "Об органах внутренних дел Республики Казахстан"),
        ("en", "On the Internal Affairs Bodies of the Republic of Kazakhstan"),
    ],
)
def test_the_law_is_named_before_a_question_is_typed(
    tmp_path: Path, path: str, language: str, words: str
) -> None:
    client = client_of(tmp_path, language=language)
    page = unescape(client.get(path.format(language=language)).text)
    line = page[page.index('<p class="of-law">') : page.index('<form id="ask"')].split("</p>")[0]
    assert '<a href="/acts/kz-internal-affairs">' in line
    assert f'<span lang="{language}">{words}</span>' in line
    assert ('class="unseen"' in line) is (language != "kk")


def test_several_laws_are_one_link(tmp_path: Path) -> None:
    page = client_of(tmp_path, library_answerer(), language="en").get("/").text
    line = page[page.index('<p class="of-law">') :].split("</p>")[0]
    assert line.endswith('<a href="/acts">The laws that Bapta answers from</a>')
