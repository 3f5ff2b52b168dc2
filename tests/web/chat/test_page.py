"""The page on which people ask, without a script: what is shown, kept and refused."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from tests.helpers.web_app import (
    ACT,
    AS_SUPPLIED,
    FIREARM,
    FIREARM_WORDS,
    LATIN,
    PILAF,
    client_of,
    model_answerer,
)
from web.chat.conversation import MAX_EARLIER
from web.chat.feedback import JournalFeedback

pytestmark = pytest.mark.slow

DOCUMENTS = "Может ли полицейский проверить мои документы?"


def followed(client: TestClient) -> TestClient:
    """The client, which follows the form to its conversation."""
    client.follow_redirects = True
    return client


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return followed(client_of(tmp_path, language="en"))


@pytest.fixture
def real(tmp_path: Path, bapta_home: Path, bundled_model: Path) -> TestClient:
    return followed(client_of(tmp_path, model_answerer(bapta_home)))


def test_an_answer_shows_the_quote_and_where_it_stands(real: TestClient) -> None:
    response = real.post("/", data={"question": FIREARM})
    page = unescape(response.text)
    assert response.status_code == 200
    text = re.sub(r"</?mark>", "", page)
    assert f'<p class="quote" data-copy>{FIREARM_WORDS}</p>' in text
    assert f'<a href="/acts/{ACT}/art_24#art_24__para_3" data-link data-copy>' in page
    assert "24-баптың 3-тармағы" in page
    assert AS_SUPPLIED["kk"] in page
    assert "Заңда былай делінген" in page


def test_a_point_comes_with_its_lead_in_and_its_closing(real: TestClient) -> None:
    page = unescape(real.post("/", data={"question": DOCUMENTS}).text)
    cards = [each.split("</section>")[0] for each in page.split('<section class="card')[1:]]
    (card,) = [each for each in cards if "19-баптың 1-тармағының 2) тармақшасы" in each]
    assert '<p class="lead" data-copy>Ішкі істер органдарының қызметкерлері:</p>' in card
    assert '<p class="closing" data-copy>құқылы</p>' in card


def test_the_last_point_does_not_show_its_closing_twice(client: TestClient) -> None:
    question = "19-баптың 1-тармағының 8) тармақшасы"
    page = unescape(client.post("/", data={"question": question}).text)
    card = page[page.index('<section class="card') :].split("</section>")[0]
    assert "data-link data-copy>Article 19, paragraph 1, subparagraph 8)</a></h3>" in card
    assert card.count("құқылы") == 1


def test_a_quote_in_another_language_is_announced_before_it(
    tmp_path: Path, real: TestClient
) -> None:
    page = real.post("/", data={"question": FIREARM}, headers={"Accept-Language": "ru"}).text
    card = page[page.index('<section class="card') :].split("</section>")[0]
    assert card.index("Цитата на казахском языке.") < card.index("<h3>")
    assert '<blockquote lang="kk"' in card
    assert "Цитата на казахском" not in real.post("/", data={"question": FIREARM}).text


def test_what_the_law_does_not_cover_says_what_it_is_about(real: TestClient) -> None:
    page = unescape(real.post("/", data={"question": PILAF}).text)
    assert 'class="turn not_covered"' in page
    assert "«Бапта» жауап таппады" in page
    assert "Жалпы ережелер" in page
    assert "<blockquote" not in page.split('<details class="nearest">')[0]


def test_a_provision_that_is_not_there_says_what_there_is(real: TestClient) -> None:
    page = real.post("/", data={"question": "99-бап не дейді?"}).text
    assert 'class="turn not_covered"' in page
    assert "Бұл заңда мұндай бап, тармақ немесе тармақша жоқ" in page
    assert "Заңда 1–32-баптар бар." in page


def test_contacts_are_those_of_the_operator(
    tmp_path: Path, bapta_home: Path, bundled_model: Path
) -> None:
    client = client_of(tmp_path, model_answerer(bapta_home), BAPTA_CONTACTS="1402")
    page = client.post("/", follow_redirects=True, data={"question": PILAF}).text
    link = '<a href="tel:1402" rel="external noreferrer">1402</a>'
    assert f'<ul class="contacts"><li>{link}</li></ul>' in page


def test_a_greeting_is_greeted(client: TestClient) -> None:
    page = client.post("/", data={"question": "hello"}).text
    assert 'class="turn greeting"' in page
    assert "Ask in your own words" in page
    assert "Did this answer your question?" not in page


def test_only_an_answer_is_asked_about(tmp_path: Path) -> None:
    client = followed(client_of(tmp_path, language="ru", BAPTA_JOURNAL="on"))
    asked = "Вы нашли ответ на свой вопрос?"
    assert asked in client.post("/", data={"question": "24-бап"}).text
    nothing = unescape(client.post("/", data={"question": "99-бап"}).text)
    assert 'class="turn not_covered"' in nothing
    assert asked not in nothing
    plea = client.post("/", data={"question": "здравствуйте! помогите пожалуйста"}).text
    assert 'class="turn greeting"' in plea


def test_earlier_questions_stay_on_the_page(client: TestClient) -> None:
    first = client.post("/", data={"question": "полиция деген не"}).text
    (mark,) = set(re.findall(r'name="earlier" value="([^"]*)"', first))
    assert mark == "~полиция деген не"
    second = client.post("/", data={"question": "hello", "earlier": [mark]}).text
    asked = re.findall(r'dir="auto">([^<]*)</span></h2>', second)
    assert asked == ["полиция деген не", "hello"]
    assert second.count('id="latest"') == 1
    assert second.index('id="latest"') > second.index("полиция деген не</span></h2>")


def test_a_follow_up_is_searched_with_the_question_before(real: TestClient) -> None:
    before = "Must the police take back false statements about me?"
    first = real.post("/", data={"question": before}).text
    (mark,) = set(re.findall(r'name="earlier" value="([^"]*)"', first))
    (found,) = set(re.findall(r'name="found" value="([^"]*)"', first))
    assert found == f"{ACT}:art_6__para_4"
    fields = {"question": "how soon?", "earlier": [mark], "found": [found]}
    for more in ({}, {"only_turn": "1"}):
        page = unescape(real.post("/", data={**fields, **more}).text)
        assert f'<span class="before">{before}</span> <span>how soon?</span></b>' in page
    alone = real.post("/", data={**fields, "exact": "1"}).text
    assert "how soon?</span></b>" not in alone
    assert 'class="searched"' not in alone


def test_only_the_last_earlier_questions_are_asked_again(client: TestClient) -> None:
    wrong = ["no mark", "", "~", "=\x00"]
    marks = [f"~hello {n}" for n in range(MAX_EARLIER + 9)] + wrong
    page = client.post("/", data={"question": "hello", "earlier": marks})
    assert page.status_code == 200
    assert page.text.count('class="asked"') == MAX_EARLIER - len(wrong) + 1


def test_the_script_gets_the_new_turn_alone(client: TestClient) -> None:
    turn = client.post("/", data={"question": "hello", "only_turn": "1"}).text
    assert turn.lstrip().startswith('<article class="turn')
    assert "<html" not in turn


def test_exact_searches_as_written(real: TestClient) -> None:
    typed = LATIN
    repaired = real.post("/", data={"question": typed}).text
    assert "Ізделген сұрақ:" in repaired
    assert '<input type="hidden" name="exact" value="1">' in repaired
    exact = real.post("/", data={"question": typed, "exact": "1"}).text
    assert "Ізделген сұрақ:" not in exact
    assert f'value="={typed}"' in unescape(exact)


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        ("kk", "", "Сұрағыңызды жазыңыз."),
        ("ru", "   ", "Введите вопрос."),
        ("en", "a" * 4001, "must be 4,000 characters or fewer"),
        ("kk", "б" * 4001, "4000 таңбадан аспауы керек"),
        ("ru", "\x00\x01", "недопустимые знаки"),
    ],
)
def test_what_is_no_question_is_said_and_the_text_is_kept(
    tmp_path: Path, language: str, question: str, words: str
) -> None:
    client = client_of(tmp_path, language=language)
    response = client.post("/", data={"question": question, "earlier": ["~24-бап"]})
    assert response.status_code == 422
    assert f'<html lang="{language}"' in response.text
    assert words in response.text
    assert 'aria-invalid="true"' in response.text
    kept = re.search(r"<textarea[^>]*>\n(.*)</textarea>", response.text, re.S)
    assert kept is not None
    assert unescape(kept[1]) == question
    assert 'name="earlier" value="~24-бап"' in response.text


@pytest.mark.parametrize("path", ["/", "/widget/frame?lang=en"])
def test_an_empty_question_leaves_the_conversation_on_the_page(
    client: TestClient, path: str
) -> None:
    asked = ["24-бап", "18-баптың 5) тармақшасы"]
    marks = [f"~{each}" for each in asked]
    response = client.post(path, data={"question": "", "earlier": marks, "found": ["", ""]})
    assert response.status_code == 422
    page = unescape(response.text)
    assert re.findall(r'dir="auto">([^<]*)</span></h2>', page) == asked
    assert page.index("</article>") < page.index("Enter your question.")
    assert (
        re.findall(r'name="earlier" value="(.*?)"', page.split('id="ask"')[1].split("</form>")[0])
        == marks
    )


def test_the_script_is_told_by_a_problem_document(client: TestClient) -> None:
    headers = {"Accept": "text/html, application/problem+json", "Cookie": "prefs=ru.auto.normal"}
    response = client.post("/", data={"question": "", "only_turn": "1"}, headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {% raw %}",
        "\"'><img src=x onerror=alert(1)>",
        "${7*7} <!-- -->",
    ],
)
def test_code_as_a_question_is_text(client: TestClient, question: str) -> None:
    response = client.post("/", data={"question": question})
    assert response.status_code == 200
    heading = re.search(r'dir="auto">(.*?)</span></h2>', response.text, re.S)
    assert heading is not None
    assert unescape(heading[1]) == question
    assert "<script>" not in response.text
    assert "<img src=x" not in response.text


@pytest.mark.parametrize(
    "question", ["🚓🚓🚓", "متى يحق للشرطة استخدام السلاح؟", "\u202eтерс", "ﷺ" * 100]
)
def test_signs_of_any_script_are_answered(real: TestClient, question: str) -> None:
    response = real.post("/", data={"question": question})
    assert response.status_code == 200
    assert f'dir="auto">{question}</span></h2>' in response.text


def test_bytes_that_are_no_text_do_not_break_the_form(client: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/", content=b"question=%ff%fe%00", headers=form).status_code == 422
    assert client.post("/", content=b"\xff\xfe=\x00", headers=form).status_code == 422
    file = client.post("/", files={"question": ("q.bin", b"\x00\x01")})
    assert (file.status_code, file.headers["content-type"]) == (422, "text/html; charset=utf-8")


def test_no_address_holds_the_question(client: TestClient) -> None:
    page = client.post("/", data={"question": "құпия сұрақ"}).text
    assert all("құпия" not in unescape(href) for href in re.findall(r'href="([^"]*)"', page))
    assert 'method="post" action="/#latest"' in page
    assert 'method="get"' not in page.lower()


def test_a_question_in_the_address_is_not_read(client: TestClient) -> None:
    assert "құпия" not in client.get("/?question=құпия").text


def test_every_page_bears_the_notices(tmp_path: Path) -> None:
    official = "https://example.org/law"
    client = client_of(tmp_path, BAPTA_EMERGENCY="103", BAPTA_OFFICIAL_URL=official)
    for path in (
        "/",
        "/acts",
        f"/acts/{ACT}",
        f"/acts/{ACT}/art_1",
        "/privacy",
        "/nowhere",
        "/widget",
        "/widget/frame",
    ):
        page = client.get(path).text
        assert '<a href="tel:103">103</a>' in page
        assert AS_SUPPLIED["kk"] in page
        assert f'href="{official}"' in page


def test_examples_are_questions_of_the_bank(client: TestClient) -> None:
    page = unescape(client.get("/").text)
    examples = re.findall(r'<button class="example">([^<]*)</button>', page)
    bank = Path("data/questions", ACT).glob("*.jsonl")
    known = "".join(file.read_text(encoding="utf-8") for file in bank)
    assert len(examples) == 5
    assert all(f'"{example}"' in known for example in examples)


def test_a_fault_of_ours_is_a_page_in_the_visitor_s_language(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru", raises=False, BAPTA_JOURNAL="on")
    client.app.state.site.features.get(JournalFeedback).add = None  # type: ignore[attr-defined]
    response = client.post("/feedback", data={"answer_id": "a", "verdict": "yes"})
    assert response.status_code == 500
    assert "В работе сервиса произошла ошибка" in response.text


def test_no_log_holds_a_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    client.post("/", data={"question": "құпия сұрақ"})
    client.post("/", data={"question": "құпия" * 300})
    client.post("/api/chat", json={"question": "құпия сұрақ", "top_k": 99})
    client.post("/acts/kz-internal-affairs/find", data={"words": "құпия"})
    assert "POST http://testserver/api/chat" in caplog.text
    assert "құпия" not in caplog.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_pages_name_no_file(tmp_path: Path, language: str) -> None:
    client = followed(client_of(tmp_path, language=language))
    source = load_corpus().default.source
    for path in ("/", "/acts", f"/acts/{ACT}", f"/acts/{ACT}/art_1", f"/acts/{ACT}/index"):
        assert source not in client.get(path).text, path


def test_the_title_of_an_error_is_its_heading(client: TestClient) -> None:
    for path, said in (("/nowhere", "Page not found"), (f"/acts/{ACT}/art_99", "Page not found")):
        page = client.get(path).text
        assert f"<title>{said} – Bapta</title>" in page
        assert f"<h1>{said}</h1>" in page


def test_a_page_that_is_not_found_leads_to_the_question_box_first(client: TestClient) -> None:
    page = client.get("/nowhere").text
    ways = page[page.index("<h1>Page not found") :].split("</ul>")[0]
    law = ways.index("Open the contents of this law")
    assert ways.index('<a href="/">Ask a question</a>') < law


def test_several_likely_provisions_are_told_in_one_sentence(real: TestClient) -> None:
    asked = {"question": "Can police search my bag at a concert entrance?"}
    page = real.post("/", data=asked, headers={"Accept-Language": "en"}).text
    turn = page[page.index('<article class="turn') : page.index('id="ask"')]
    assert "One of these provisions may answer your question:" in turn
    assert turn.index('class="card medium') < turn.rindex('class="card medium')
    assert "This is the closest provision" not in turn
    assert ">One of these</h3>" not in turn
