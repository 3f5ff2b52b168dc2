"""Feedback: what is kept of it, how safely, and for how long."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.desk import app_state
from tests.helpers.journal import feedback_of
from tests.helpers.web_app import chat, client_of
from web.chat.feedback import Feedback, JournalFeedback
from web.journal.models import FeedbackRow
from web.storage.database import Database
from web.training.self_tests import KEPT

pytestmark = pytest.mark.slow

GIVEN = Feedback(
    at=datetime(2026, 3, 1, 10, tzinfo=UTC),
    answer_id="abc",
    verdict="no",
    fault="other",
    comment="жол\u2028үзілді",
    language="kk",
    eids=("kz-internal-affairs:art_1__para_1",),
    session="tab",
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="en", BAPTA_JOURNAL="on")


def kept(client: TestClient) -> list[FeedbackRow]:
    return feedback_of(app_state(client).database)


def test_what_is_written_is_read(database: Database) -> None:
    store = JournalFeedback(database)
    assert feedback_of(database) == []
    store.add(GIVEN)
    store.add(GIVEN)
    names = ("at", "answer_id", "verdict", "fault", "comment", "language", "session")
    for row in feedback_of(database):
        assert {name: getattr(row, name) for name in names} == {
            name: getattr(GIVEN, name) for name in names
        }
        assert (row.day, row.eids) == (GIVEN.at.date(), list(GIVEN.eids))
    assert len(feedback_of(database)) == 2


def test_a_reason_completes_the_verdict_of_the_click(client: TestClient) -> None:
    given = {"answer_id": "a", "verdict": "no", "session": "tab"}
    client.post("/feedback", data=given)
    reason = {**given, "again": "1", "fault": "not_clear", "comment": "тел. 87011234567"}
    assert client.post("/feedback", data=reason).status_code == 200
    (one,) = kept(client)
    assert (one.verdict, one.fault, one.comment) == ("no", "not_clear", "тел. [phone]")
    client.post("/feedback", data={**reason, "session": "other"})
    client.post("/feedback", data={**reason, "session": ""})
    assert [each.session for each in kept(client)] == ["tab", "other", None]


def test_personal_data_is_struck_out_of_a_comment(client: TestClient) -> None:
    comment = "Меня зовут Иван Петров, тел. 87011234567"
    given = {"answer_id": "a", "verdict": "no", "comment": comment}
    assert client.post("/feedback", data=given).status_code == 200
    assert [each.comment for each in kept(client)] == ["Меня зовут [name], тел. [phone]"]


def test_a_yes_and_a_no_are_kept(client: TestClient) -> None:
    yes = client.post("/feedback", data={"answer_id": "a1", "verdict": "yes", "session": "tab"})
    assert yes.status_code == 200
    assert "Thank you for your feedback." in yes.text
    no = {
        "answer_id": "a2",
        "verdict": "no",
        "fault": "wrong_provision",
        "comment": "  басқа бап керек ",
        "eid": ["kz-internal-affairs:art_1", "kz-internal-affairs:art_2"],
    }
    assert client.post("/feedback", data=no).status_code == 200
    first, second = kept(client)
    assert (first.verdict, first.fault, first.session) == ("yes", None, "tab")
    assert (second.verdict, second.fault) == ("no", "wrong_provision")
    assert second.comment == "басқа бап керек"
    assert second.eids == ["kz-internal-affairs:art_1", "kz-internal-affairs:art_2"]
    assert second.language == "en"


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer_id": ""},
        {"answer_id": "<b>"},
        {"verdict": "maybe"},
        {"verdict": "no", "fault": "rude"},
        {"verdict": "no", "comment": "а" * 1001},
        {"eid": ["x"] * 11},
        {"eid": "../../etc"},
        {"session": "a" * 65},
    ],
)
def test_forged_feedback_is_refused(client: TestClient, wrong: dict[str, object]) -> None:
    response = client.post("/feedback", data={"answer_id": "a", "verdict": "yes", **wrong})
    assert response.status_code == 422
    assert kept(client) == []


def test_feedback_counts_towards_the_limit(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1", BAPTA_JOURNAL="on")
    given = {"answer_id": "a", "verdict": "yes"}
    assert client.post("/feedback", data=given).status_code == 200
    assert client.post("/feedback", data=given).status_code == 429


def test_a_database_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "bapta.sqlite").mkdir()
    client = client_of(tmp_path, language="en", BAPTA_JOURNAL="on")
    response = client.post("/feedback", data={"answer_id": "a", "verdict": "yes"})
    assert response.status_code == 503
    assert "We could not save your feedback." in response.text


def test_without_a_journal_there_is_no_feedback(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en")
    given = {"answer_id": "a", "verdict": "yes"}
    assert client.post("/feedback", data=given).status_code == 404
    asked = client.post("/", follow_redirects=True, data={"question": "статья 24"}).text
    assert 'class="turn' in asked
    assert "/feedback" not in asked
    assert chat(client, "статья 24")["status"] == "answered"
    assert list(tmp_path.iterdir()) == []


def test_the_privacy_page_says_for_how_long(tmp_path: Path) -> None:
    page = client_of(tmp_path, language="en", BAPTA_RETENTION_DAYS="7", BAPTA_JOURNAL="on").get(
        "/privacy"
    )
    assert "the provisions shown for 7 days." in page.text
    assert "We keep your question for 7 days. Before it is saved" in page.text
    without = client_of(tmp_path, language="en").get("/privacy").text
    assert "We do not keep your questions on the server" in without
    # Of all that is kept for some days, exams without an account are left.
    assert re.findall(r"\S+ days", without) == [f"{KEPT.days} days"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none", "Origin": "null"}, 200),
        ({"Origin": "http://testserver"}, 200),
        # A proxy that passes on the host without the port.
        ({"Origin": "http://testserver:8080"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver@evil.example"}, 403),
        ({"Origin": "http://testserver:8080", "Host": "testserver:9090"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_pages_of_this_site_give_feedback(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    given = {"answer_id": "a", "verdict": "yes"}
    assert client.post("/feedback", data=given, headers=headers).status_code == status
    assert len(kept(client)) == (status == 200)
