"""The editor of replies: blocks, notes, languages, versions, the Word file."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.helpers.desk import app_state, signed_in, small_answerer
from tests.helpers.web_app import ACT, AS_SUPPLIED, FIREARM, FIREARM_WORDS, law_answerer
from web.accounts.roles import Role
from web.desk.models import ReplyRow
from web.desk.reply_document import MEDIA_TYPE
from web.desk.reply_repository import MAX_KEPT, ReplyRepository

pytestmark = pytest.mark.slow

PICK, POINT = f"{ACT}:art_24__para_3", f"{ACT}:art_16__para_2__point_9"
NOTE = "Note from staff (not the words of the law):"


@pytest.fixture
def operator(tmp_path: Path) -> TestClient:
    return signed_in(tmp_path, Role.OPERATOR)


def begin(client: TestClient, *picks: str, **fields: str) -> str:
    """Begin a reply: the path of its editor."""
    form = {"pick": list(picks), "reply_language": "en", **fields}
    sent = client.post("/desk/reply", data=form)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def change(
    client: TestClient, path: str, words: dict[str, str] | None = None, **fields: object
) -> str:
    """Send the editor as it stands with changed words: the page after it."""
    page = client.get(path).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    named = {"field": list(words or {}), "text": list((words or {}).values())}
    form = {"version": version[1], "language": ["en"], **named, **fields}
    after = client.post(path, data=form, follow_redirects=True)
    assert after.status_code in {200, 422}, after.text
    return unescape(after.text)


def text_of(page: str) -> str:
    """The composed reply as plain text."""
    return unescape(page).split('id="reply-text"')[1].split(">", 1)[1].split("</textarea>")[0]


def test_a_reply_is_written_around_locked_quotes(operator: TestClient) -> None:
    path = begin(operator, PICK, POINT, question=FIREARM)
    page = unescape(operator.get(path).text)
    assert f"\n{FIREARM}</textarea>" in page
    assert page.count("words of the law, cannot be changed") == 2
    change(operator, path, do="note")
    words = {
        "opening.en": "Dear Aigul,",
        "note.3.en": "Please bring <your> card.\nRoom 5.",
        "closing.en": "Yours,",
        "signature.en": "Desk 1402",
    }
    text = text_of(change(operator, path, words, do="up:3"))
    order = ["Dear Aigul,", FIREARM_WORDS, f"[{NOTE} Please bring", "«Ішкі істер органдары:"]
    order += ["Yours,", AS_SUPPLIED["en"], "Desk 1402"]
    assert sorted(order, key=text.index) == order
    assert "Hello" not in text
    sheet = operator.get(path).text.split('id="reply-html"')[1].split('class="actions"')[0]
    assert f"<b>{NOTE}</b> Please bring &lt;your&gt; card.<br>Room 5." in unescape(sheet).replace(
        "<your>", "&lt;your&gt;"
    )
    assert f"<p>{FIREARM_WORDS}</p>" in sheet
    assert text_of(change(operator, path, do="remove:1")).count("«") == 1
    # A reload shows what was kept.
    assert "Dear Aigul," in operator.get(path).text


def test_no_form_changes_a_quote(operator: TestClient) -> None:
    path = begin(operator, PICK)
    forged = {
        "quote.1.en": "The police may do anything.",
        "note.1.en": "The police may do anything.",
        "block": "The police may do anything.",
    }
    page = change(operator, path, forged, quote="The police may do anything.")
    assert "may do anything" not in page
    assert f"«{FIREARM_WORDS}»" in text_of(page)
    for wrong in (f"add:{ACT}:art_999", "add:<b>", "add:none:art_1", "add:"):
        refused = change(operator, path, {"closing.en": "kept"}, do=wrong)
        assert "Select 1 to 12" in refused
        assert "kept" in text_of(operator.get(path).text)
    assert FIREARM_WORDS in text_of(change(operator, path, do="up:77"))


def test_a_reply_in_two_languages(operator: TestClient) -> None:
    path = begin(operator, PICK)
    page = change(operator, path, language=["kk", "ru", "en"])
    assert page.count(' lang="kk"><p>') >= 1
    text = text_of(page)
    assert text.index("Сәлеметсіз бе!") < text.index("Здравствуйте!")
    assert "Hello," not in text
    assert text.count(FIREARM_WORDS) == 2
    assert AS_SUPPLIED["kk"] in text
    assert AS_SUPPLIED["ru"] in text


def test_two_windows_on_one_reply_lose_nothing(operator: TestClient, tmp_path: Path) -> None:
    path = begin(operator, PICK)
    first = {"version": "1", "language": "en", "field": "closing.en", "text": "first window"}
    second = {**first, "text": "second window"}
    as_script = {"Accept": "application/problem+json"}
    kept = operator.post(path, data=first, headers=as_script)
    assert (kept.status_code, kept.headers["x-draft-version"]) == (204, "2")
    again = operator.post(path, data=first, headers=as_script)
    assert (again.status_code, again.headers["x-draft-version"]) == (204, "2")
    refused = operator.post(path, data=second, headers=as_script)
    assert (refused.status_code, "another window" in refused.json()["detail"]) == (409, True)
    copied = operator.post(path, data=second)
    assert copied.status_code == 303
    assert copied.headers["location"] != path
    assert "kept as a second reply" in operator.get(copied.headers["location"]).text
    assert "second window" in text_of(operator.get(copied.headers["location"]).text)
    assert "first window" in text_of(operator.get(path).text)
    # Nobody else sees a reply.
    other = signed_in(tmp_path, Role.EDITOR)
    for response in (
        other.get(path),
        other.post(path, data=first),
        other.get(f"{path}/reply.docx"),
    ):
        assert response.status_code == 404
    assert "There are no replies yet." in other.get("/desk/replies").text


def test_too_long_words_are_refused_and_shown_again(operator: TestClient) -> None:
    path = begin(operator, PICK)
    page = change(operator, path, {"closing.en": "ұ" * 2001})
    assert "The text is too long" in page
    assert "ұ" * 2001 in page
    for _ in range(12):
        change(operator, path, do="note")
    assert "up to 12 notes" in change(operator, path, do="note")


def test_a_changed_quote_is_not_sent_until_it_is_looked_at(tmp_path: Path) -> None:
    before = signed_in(tmp_path, Role.OPERATOR, small_answerer(changed=False))
    path = begin(before, "small:art_1__para_1__point_1", "small:art_2", reply_language="kk")
    assert "үш күн ішінде" in text_of(before.get(path).text)
    after = signed_in(tmp_path, Role.OPERATOR, small_answerer(changed=True))
    page = after.get(path).text
    assert 'id="reply-text"' not in page
    assert "The law has changed: use the new text" in page
    assert "This provision is no longer in the law." in page
    assert after.get(f"{path}/reply.docx").status_code == 409
    change(after, path, do="renew:1", language=["kk"])
    assert 'id="reply-text"' not in after.get(path).text
    text = text_of(change(after, path, do="remove:2", language=["kk"]))
    assert "бес күн ішінде жауап беруге" in text


def test_the_word_file_has_the_words_of_the_law(operator: TestClient) -> None:
    path = begin(operator, POINT, PICK)
    change(operator, path, do="note")
    change(operator, path, {"note.3.en": "Room 5.", "signature.en": "Desk"}, language=["kk", "en"])
    sent = operator.get(f"{path}/reply.docx")
    assert sent.headers["content-type"] == MEDIA_TYPE
    assert sent.headers["cache-control"] == "no-store"
    document = Document(io.BytesIO(sent.content))
    quoted = [
        each.text
        for each in document.paragraphs
        if each.style and each.style.name == "Intense Quote"
    ]
    point = law_answerer().corpus.provision(ACT, "art_16__para_2__point_9")
    assert quoted == ["Ішкі істер органдары:", point.text, "құқылы", FIREARM_WORDS] * 2
    texts = [each.text for each in document.paragraphs]
    assert f"{NOTE} Room 5." in texts
    assert texts[-1] == "Desk"
    assert any(text.startswith("Сәлеметсіз бе!") for text in texts)


def test_the_signature_is_kept_and_old_replies_are_erased(operator: TestClient) -> None:
    change(operator, begin(operator, PICK), {"signature.en": "Aigul, desk 3"})
    assert "Aigul, desk 3" in text_of(operator.get(begin(operator, PICK)).text)
    database = app_state(operator).database
    replies = ReplyRepository(database)
    body = replies.latest("operator")[0].body
    for _ in range(MAX_KEPT):
        replies.add("operator", "", body)
    with database.reading() as session:
        assert len(session.scalars(select(ReplyRow.id)).all()) == MAX_KEPT
    path = begin(operator, PICK)
    assert operator.post(f"{path}/delete").status_code == 303
    assert operator.get(path).status_code == 404
