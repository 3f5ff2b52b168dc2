"""Queue page: filters, order, pages and roles."""

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.desk import app_state, signed_in, texts
from tests.helpers.teaching_queue import NOW, ask, editor_with_queue
from tests.helpers.web_app import ACT
from web.accounts.roles import Role
from web.storage.database import Database
from web.teaching.group_queries import PAGE, GroupFilters, list_groups
from web.teaching.models import MissGroupRow

pytestmark = pytest.mark.slow

QUEUE = "/desk/teaching"


@pytest.fixture
def editor(tmp_path: Path) -> TestClient:
    return editor_with_queue(tmp_path)


def asked(page: str) -> list[str]:
    return texts(page, r'<a class="asks"[^>]*>(.*?)</a>')


def test_the_queue_is_filtered_and_in_order(editor: TestClient) -> None:
    page = editor.get(QUEUE)
    assert page.headers["cache-control"] == "no-store"
    assert asked(page.text) == ["Қару қайда?", "Борщ?", "Плов?"]
    assert "<b>asked 4 times</b>" in page.text
    assert "not yet grouped" not in page.text
    # What the asker of the first found next.
    found = f'Later found: <a href="/acts/{ACT}/art_24#art_24__para_3">Article 24, paragraph 3'
    assert page.text.count(found) == 1
    for query, left in (
        ("order=latest", ["Плов?", "Борщ?", "Қару қайда?"]),
        ("how=closest", ["Қару қайда?", "Плов?"]),
        ("how=no", []),
        ("language=ru&order=latest", ["Плов?", "Қару қайда?"]),
        ("state=linked", []),
        ("state=all&page=99", ["Қару қайда?", "Борщ?", "Плов?"]),
    ):
        assert asked(editor.get(f"{QUEUE}?{query}").text) == left, query
    assert editor.get(f"{QUEUE}?state=none").status_code == 422
    ask(app_state(editor).database, "Тағы не?", minute=20)
    assert "1 question not yet grouped" in editor.get(QUEUE).text


def test_the_queue_has_pages_of_25(database: Database) -> None:
    with database.begin() as session:
        for number in range(PAGE * 2 + 1):
            at = NOW + timedelta(minutes=number)
            session.add(
                MissGroupRow(
                    text=str(number), language="kk", languages="kk", asked=1, closest=number % 2,
                    first_at=at, last_at=at,
                )
            )  # fmt: skip
    with database.reading() as session:
        first, last = (list_groups(session, GroupFilters(), page) for page in (1, 7))
        latest = list_groups(session, GroupFilters(how="closest", order="latest"), 2)
    assert [group.text for group in first.groups] == [str(n) for n in range(50, 25, -1)]
    assert [group.text for group in last.groups] == ["0"]
    assert (last.page, last.pages, last.total) == (3, 3, 51)
    assert (latest.total, latest.pages, latest.groups) == (25, 1, latest.groups)
    assert latest.groups[0].text == "49"


@pytest.mark.parametrize("role", [None, *Role])
def test_operators_read_and_editors_decide(tmp_path: Path, role: Role | None) -> None:
    client = signed_in(tmp_path, role)
    actions = ("link", "outside", "dismiss", "reopen", "take-out", "join")
    routes = [("GET", QUEUE, Role.OPERATOR), ("GET", f"{QUEUE}/groups/1", Role.OPERATOR)]
    routes += [("POST", f"{QUEUE}/groups/1/{action}", Role.EDITOR) for action in actions]
    for method, path, least in routes:
        fields = {"version": "0", "key": "x", "into": "2", "reason": "x"}
        status = client.request(method, path, data=fields if method == "POST" else None).status_code
        if role is None:
            assert status == (303 if method == "GET" else 401), path
        elif not role.may(least):
            assert status == 403, path
        else:
            assert status in {200, 404, 422}, path


def test_an_operator_sees_no_form(editor: TestClient, tmp_path: Path) -> None:
    page = signed_in(tmp_path, Role.OPERATOR).get(f"{QUEUE}/groups/1")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert 'name="pick"' not in page.text
    assert len(texts(page.text, r'<p class="pick"><span>(.*?)</span>')) == 8
