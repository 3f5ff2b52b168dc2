"""Tests of the help desk: candidates, filters, replies, canned replies, roles."""

from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from embeddings.errors import IndexUnavailableError
from qa.answer import Listing, Question
from tests.helpers.databases import SECRET
from tests.helpers.desk import app_state, signed_in, small_answerer, texts
from tests.helpers.web_app import (
    ACT,
    AS_SUPPLIED,
    FIREARM,
    FIREARM_WORDS,
    LawAnswering,
    client_of,
    law_answerer,
)
from web.accounts.models import AuditRow
from web.accounts.roles import Role
from web.desk.canned_replies import CannedReplies
from web.desk.models import CannedQuoteRow
from web.desk.reply import Reply, provision_quote, quote_parts
from web.http.translations import read_translations
from web.journal.journal import Journal
from web.journal.models import QuestionRow

pytestmark = pytest.mark.slow

PICK = f"{ACT}:art_24__para_3"
POINT = f"{ACT}:art_16__para_2__point_9"
GET, POST = "GET", "POST"
OPERATOR_ROUTES = (
    (GET, "/desk"),
    (POST, "/desk"),
    (POST, "/desk/reply"),
    (GET, "/desk/replies"),
    (GET, "/desk/replies/1"),
    (POST, "/desk/replies/1"),
    (POST, "/desk/replies/1/delete"),
    (GET, "/desk/replies/1/reply.docx"),
    (GET, "/desk/canned"),
    (POST, "/desk/canned/1"),
)
EDITOR_ROUTES = (
    (POST, "/desk/canned"),
    (POST, "/desk/canned/1/approve"),
    (POST, "/desk/canned/1/delete"),
)
ADMIN_ROUTES = ((GET, "/desk/audit"),)


@pytest.fixture
def operator(tmp_path: Path) -> TestClient:
    return signed_in(tmp_path, Role.OPERATOR)


@pytest.fixture
def editor(tmp_path: Path) -> TestClient:
    return signed_in(tmp_path, Role.EDITOR)


def labels(page: str) -> list[str]:
    return texts(page, r'<label class="pick">.*?<span>(.*?)</span>')


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_is_refused_where_it_must_be(tmp_path: Path, role: Role | None) -> None:
    client = signed_in(tmp_path, role)
    for least, routes in (
        (Role.OPERATOR, OPERATOR_ROUTES),
        (Role.EDITOR, EDITOR_ROUTES),
        (Role.ADMIN, ADMIN_ROUTES),
    ):
        for method, path in routes:
            status = client.request(method, path).status_code
            if role is None:
                assert status == (303 if method == GET else 401), path
            elif not role.may(least):
                assert status == 403, path
            else:
                assert status in {200, 303, 404, 422}, path


def test_anonymous_visitor_is_redirected_to_sign_in_and_back(tmp_path: Path) -> None:
    sent = client_of(tmp_path, BAPTA_SECRET=SECRET).get("/desk/canned")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?to=/desk/canned")
    assert client_of(tmp_path).get("/desk").status_code == 404


def test_a_request_without_its_token_is_refused(operator: TestClient) -> None:
    for forged in ("", "x", "".join(reversed(operator.headers["X-CSRF-Token"]))):
        refused = operator.post("/desk", headers={"X-CSRF-Token": forged})
        assert refused.status_code == 403
        assert "came from another site" in refused.text
    token = operator.headers.pop("X-CSRF-Token")
    assert operator.post("/desk", data={"question": FIREARM}).status_code == 403
    assert operator.post("/desk", data={"question": FIREARM, "csrf": token}).status_code == 200


def test_all_candidates_with_bands_and_channels(operator: TestClient) -> None:
    page = operator.post("/desk", data={"question": FIREARM})
    assert page.headers["cache-control"] == "no-store"
    assert len(labels(page.text)) == 20
    assert "Article 24, paragraph 3" in labels(page.text)[:2]
    assert len(texts(page.text, r'<p class="band">(.*?)</p>')) == 20
    assert texts(page.text, r"<span>Text, by words <b>(.*?)</b>")[0].startswith("+")
    named = operator.post("/desk", data={"question": "24-баптың 3-тармағы"}).text
    assert labels(named) == ["Article 24, paragraph 3"]
    assert texts(named, r'<p class="band">(.*?)</p>') == ["Direct answer"]
    assert "Named in the question" in named
    # What the law does not answer has candidates here too, unlike on the citizens' page.
    refused = operator.post("/desk", data={"question": "Палауды қалай пісіреді?"}).text
    assert "Bapta did not find an answer" in refused
    assert set(texts(refused, r'<p class="band">(.*?)</p>')) == {"Less likely"}


def test_candidates_are_filtered(operator: TestClient) -> None:
    chapter = f"{ACT}:chp_5"
    page = operator.post("/desk", data={"question": FIREARM, "chapter": chapter}).text
    act = law_answerer().corpus.default
    inside = {p.eid for p in act.provisions if p.chapter == "chp_5"}
    picks = texts(page, r'name="pick" value="([^"]+)"')
    assert picks
    assert {pick.partition(":")[2] for pick in picks} <= inside
    assert f'<option value="{chapter}" selected>' in page
    none = operator.post("/desk", data={"question": FIREARM, "language": "ru"}).text
    assert "Nothing matches these filters." in none
    assert operator.post("/desk", data={"question": "x", "act": "none"}).status_code == 404
    empty = operator.post("/desk", data={"question": " "})
    assert empty.status_code == 422
    assert 'role="alert"' in empty.text


def test_desk_question_is_journalled(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.OPERATOR, BAPTA_JOURNAL="on")
    client.post("/desk", data={"question": "статья 24, звонил 87011234567"})
    site = app_state(client)
    assert site.features.get(Journal) is not None
    assert site.features.get(Journal).writer.flush()
    with site.database.reading() as session:
        (row,) = session.scalars(select(QuestionRow)).all()
    assert (row.channel, row.question) == ("desk", "статья 24, звонил [phone]")
    site.features.get(Journal).writer.close()


FRAMES = {
    "kk": ("Сәлеметсіз бе!", "— 24-баптың 3-тармағы (", "Қазақстан Республикасының ішкі істер"),
    "ru": ("Здравствуйте!", "— Пункт 3 статьи 24 (", "Цитата на казахском языке."),
    "en": ("Hello,", "— Article 24, paragraph 3 (", "This quote is in Kazakh."),
}


@pytest.mark.parametrize("language", FRAMES)
def test_a_reply_is_a_frame_around_verbatim_quotes(operator: TestClient, language: str) -> None:
    form = {"pick": [PICK, PICK], "reply_language": language}
    page = operator.post("/desk/reply", data=form, follow_redirects=True)
    assert page.status_code == 200
    text = unescape(page.text.split('<textarea id="reply-text"')[1].split(">", 1)[1])
    text = text.split("</textarea>")[0].strip()
    greeting, citation, third = FRAMES[language]
    assert text.startswith(greeting)
    assert f"«{FIREARM_WORDS}»" in text
    assert citation in text
    assert third in text
    assert AS_SUPPLIED[language] in text
    assert f"http://testserver/acts/{ACT}/art_24#art_24__para_3" in text
    assert text.count(FIREARM_WORDS) == 1
    sheet = page.text.split('id="reply-html"')[1].split('class="actions"')[0]
    assert '<blockquote lang="kk"' in sheet
    assert f"<p>{FIREARM_WORDS}</p>" in sheet


def test_a_point_is_quoted_with_its_lead_in_and_closing() -> None:
    corpus = law_answerer().corpus
    quote = provision_quote(corpus, POINT, "kk")
    lead, words, closing = quote_parts(quote)
    provision = corpus.provision(ACT, "art_16__para_2__point_9")
    assert (lead, words, closing) == ("Ішкі істер органдары:", provision.text, "құқылы")
    text = Reply(read_translations()["kk"], (quote,), "https://law.example").text()
    assert f"«{lead}\n{words}\n{closing}»" in text
    last = next(p for p in corpus.default.provisions if p.closing and p.closing.eid == p.eid)
    assert len(quote_parts(provision_quote(corpus, f"{ACT}:{last.eid}", "kk"))) == 2


@pytest.mark.parametrize(
    ("picks", "status"),
    [
        ([], 422),
        ([f"{ACT}:art_999"], 404),
        (["none:art_1"], 404),
        (["<b>"], 422),
        ([f"{ACT}:art_16__para_2"] * 60, 422),
        ([f"{ACT}:art_16__para_2__point_{n}" for n in range(1, 15)], 422),
        (["x" * 301], 422),
    ],
)
def test_unquotable_picks_are_refused(operator: TestClient, picks: list[str], status: int) -> None:
    assert operator.post("/desk/reply", data={"pick": picks}).status_code == status


def keep(client: TestClient, pick: str = PICK, title: str = "Атыс қаруы", **more: str) -> None:
    fields = {"title": title, "asked": "қаруды ескертусіз қолдану", "pick": [pick], **more}
    done = client.post("/desk/canned", data=fields)
    assert (done.status_code, done.headers["location"]) == (303, "/desk/canned")


def test_canned_reply_is_stored_found_and_used(editor: TestClient) -> None:
    keep(editor)
    found = editor.post("/desk", data={"question": FIREARM}).text
    assert "Saved replies for these provisions" in found
    assert "<button>Атыс қаруы</button>" in found
    other = editor.post("/desk", data={"question": "Фельдъегерлік қызмет деген не?"}).text
    assert "Saved replies for these provisions" not in other
    form = {"reply_language": "ru"}
    used = editor.post("/desk/canned/1", data=form, follow_redirects=True).text
    assert "Здравствуйте!" in used
    assert FIREARM_WORDS in used
    with app_state(editor).database.reading() as session:
        (kept,) = session.scalars(select(CannedQuoteRow)).all()
    assert kept.sha256 == law_answerer().corpus.default.by_eid["art_24__para_3"].sha256
    assert editor.post("/desk/canned/7").status_code == 404
    assert editor.post("/desk/canned", data={"title": " ", "pick": [PICK]}).status_code == 422
    assert editor.post("/desk/canned/1/delete").status_code == 303
    assert "There are no saved replies yet." in editor.get("/desk/canned").text
    with app_state(editor).database.reading() as session:
        done = session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert done[-2:] == ["canned.add", "canned.delete"]


@pytest.mark.parametrize(
    ("language", "saved", "question", "is_suggested"),
    [
        # Other endings of the same words, which are short.
        ("kk", "Үйге тінту", "Үйді қашан тінтеді?", True),
        ("en", "Searching a home", "Can police search homes?", True),
        # Only the everyday words of a question are the same.
        ("ru", "Что делать, если отобрали паспорт?", "Что делать, если нет полиции?", False),
    ],
)
def test_canned_reply_is_suggested_by_stems_of_content_words(
    editor: TestClient, language: str, saved: str, question: str, is_suggested: bool
) -> None:
    keep(editor, title=saved, asked="")
    replies = CannedReplies(app_state(editor).database, law_answerer().corpus)
    assert len(replies.suggest(question, language, ())) == is_suggested


def test_a_canned_reply_goes_stale_with_a_new_edition_until_it_is_approved(
    tmp_path: Path,
) -> None:
    before = signed_in(tmp_path, Role.EDITOR, small_answerer(changed=False))
    keep(before, "small:art_1__para_1__point_1", "Мерзім")
    keep(before, "small:art_2", "Жойылатын")
    keep(before, "small:art_1__para_1__point_2", "Тәртіп")
    assert "The law has changed." not in before.get("/desk/canned").text
    after = signed_in(tmp_path, Role.EDITOR, small_answerer(changed=True))
    page = after.get("/desk/canned").text
    assert texts(page, r'<h2 id="canned-\d">(.*?)</h2>') == ["Жойылатын", "Мерзім", "Тәртіп"]
    assert page.count("The law has changed.") == 2
    assert "<del>үш</del>" in page
    assert "<ins>бес</ins>" in page
    assert "no longer in the law" in page
    asked = after.post("/desk", data={"question": "Полиция неше күн ішінде жауап береді? мерзім"})
    assert "<button>Мерзім</button>" not in asked.text
    refused = after.post("/desk/canned/1")
    assert refused.status_code == 409
    assert "approve this saved reply again" in refused.text
    assert (
        signed_in(tmp_path, Role.OPERATOR, small_answerer(changed=True))
        .post("/desk/canned/1/approve")
        .status_code
        == 403
    )
    assert after.post("/desk/canned/1/approve").status_code == 303
    assert after.post("/desk/canned/2/approve").status_code == 409
    form = {"reply_language": "kk"}
    used = after.post("/desk/canned/1", data=form, follow_redirects=True).text
    assert "бес күн ішінде жауап беруге" in used
    assert after.get("/desk/canned").text.count("The law has changed.") == 1


def test_a_closing_that_changed_makes_a_point_stale_too(tmp_path: Path) -> None:
    before = signed_in(tmp_path, Role.EDITOR, small_answerer(changed=False))
    keep(before, "small:art_1__para_1__point_1")
    with app_state(before).database.begin() as session:
        for row in session.scalars(select(CannedQuoteRow)):
            row.digest = "0" * 64
    page = before.get("/desk/canned").text
    assert "None of the stored editions has the approved text." in page


def test_unavailable_index_shows_the_question_with_a_sentence(tmp_path: Path) -> None:
    class Away(LawAnswering):
        def listing(self, question: Question, limit: int = 50) -> Listing:
            raise IndexUnavailableError("The index cannot be reached.")

    found = signed_in(tmp_path, Role.OPERATOR, Away()).post("/desk", data={"question": FIREARM})
    assert (found.status_code, FIREARM in unescape(found.text)) == (503, True)
    assert "Search is not responding." in found.text


def test_unavailable_database_shows_error_page(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.OPERATOR)
    app_state(client).database.close()
    for file in tmp_path.glob("bapta.sqlite*"):
        file.unlink()
    (tmp_path / "bapta.sqlite").mkdir()
    gone = client.get("/desk")
    assert gone.status_code == 503
    assert "The database is not responding." in gone.text
