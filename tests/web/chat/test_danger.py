"""The notice of danger in the interface, on the page and in the widget; journal and teaching."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.helpers.journal import NOON, asked, journal_of, rows_of
from tests.helpers.teaching_queue import ask, groups, say_no, sort_all
from tests.helpers.web_app import FIREARM, chat, client_of
from web.chat.schemas import ChatAnswer
from web.storage.database import Database
from web.teaching.miss_queries import count_unclustered
from web.teaching.models import MissRow

DANGER = "Муж меня бьёт. Статья 24 пункт 3"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="ru")


def test_the_interface_gives_the_notice_beside_the_answer(client: TestClient) -> None:
    answer = chat(client, DANGER, ui="ru")
    assert answer["notice"] == {
        "kind": "danger",
        "text": "Если кому-то сейчас угрожает опасность, сразу позвоните.",
        "contacts": [
            {"label": "Полиция", "tel": "102"},
            {"label": "Служба спасения", "tel": "112"},
        ],
    }
    assert answer["passages"][0]["citation"]["eid"] == "art_24__para_3"
    assert ChatAnswer.model_validate(answer).model_dump(mode="json") == answer
    assert chat(client, FIREARM)["notice"] is None


@pytest.mark.parametrize("address", ["/", "/widget/frame?lang=ru"])
def test_the_page_shows_the_notice_first(client: TestClient, address: str) -> None:
    page = client.post(address, follow_redirects=True, data={"question": DANGER}).text
    assert page.count('role="alert" tabindex="-1"') == 1
    calls = re.findall(r'<a class="button call" href="tel:(\d+)"><b>\1</b> ([^<]+)</a>', page)
    assert calls == [("102", "Полиция"), ("112", "Служба спасения")]
    assert page.index('class="danger"') < page.index("data-state") < page.index("<blockquote")


def test_only_the_latest_answer_is_an_alert(client: TestClient) -> None:
    fields = {"question": "статья 4", "earlier": f"~{DANGER}"}
    page = client.post("/", follow_redirects=True, data=fields).text
    assert page.count('class="danger"') == 1
    assert 'role="alert" tabindex' not in page


def test_a_question_without_danger_has_no_notice(client: TestClient) -> None:
    assert (
        'class="danger"'
        not in client.post("/", follow_redirects=True, data={"question": FIREARM}).text
    )


@pytest.mark.slow
def test_the_journal_marks_the_question(database: Database) -> None:
    journal = journal_of(database)
    for text in (DANGER, FIREARM):
        journal.record(asked(text))
    journal.writer.close()
    assert [row.notice for row in rows_of(database)] == ["danger", None]
    assert {row.at for row in rows_of(database)} == {NOON}


@pytest.mark.slow
def test_teaching_leaves_the_question_out(database: Database) -> None:
    ask(database, "Қару қайда?")
    ask(database, "Үйде өрт шықты", notice="danger")
    ask(database, "Балам жоғалды", "answered", notice="danger")
    say_no(database, "Балам жоғалды0")
    with database.reading() as session:
        assert count_unclustered(session) == 1
    sort_all(database)
    assert [group.text for group in groups(database)] == ["Қару қайда?"]
    with database.reading() as session:
        assert len(session.scalars(select(MissRow)).all()) == 1
