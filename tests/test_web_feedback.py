"""Feedback: what is kept of it, how safely, and for how long."""

from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_parts import client_of

from web.feedback import Feedback, FeedbackFolder

GIVEN = Feedback(
    at="2026-03-01T10:00:00+00:00",
    answer_id="abc",
    verdict="no",
    fault="other",
    comment="жол\u2028үзілді\n",
    language="kk",
    eids=("kz-internal-affairs:art_1__para_1",),
    session="tab",
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="en")


def kept(client: TestClient) -> list[Feedback]:
    return list(client.app.state.site.feedback.all())  # type: ignore[attr-defined]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "feedback"
    assert list(FeedbackFolder(folder, 90).all()) == []
    store = FeedbackFolder(folder, 90, lambda: date(2026, 3, 1))
    store.add(GIVEN)
    store.add(GIVEN)
    assert list(FeedbackFolder(folder, 90).all()) == [GIVEN, GIVEN]
    assert [file.name for file in folder.iterdir()] == ["2026-03-01.jsonl"]
    assert (folder / "2026-03-01.jsonl").stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_short_harms_no_other(tmp_path: Path) -> None:
    store = FeedbackFolder(tmp_path, 90, lambda: date(2026, 3, 1))
    store.add(GIVEN)
    file = tmp_path / "2026-03-01.jsonl"
    file.write_bytes(file.read_bytes() + b'\n{"at": "2026-03-01T1\xd0')
    store.add(GIVEN)
    assert list(store.all()) == [GIVEN, GIVEN]


def test_old_days_are_erased(tmp_path: Path) -> None:
    FeedbackFolder(tmp_path, 90, lambda: date(2026, 1, 1)).add(GIVEN)
    FeedbackFolder(tmp_path, 90, lambda: date(2026, 4, 1)).add(GIVEN)
    assert len(list(tmp_path.iterdir())) == 2
    FeedbackFolder(tmp_path, 90, lambda: date(2026, 4, 2)).add(GIVEN)
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["2026-04-01", "2026-04-02"]


def test_a_yes_and_a_no_are_kept(client: TestClient) -> None:
    yes = client.post("/feedback", data={"answer_id": "a1", "verdict": "yes", "session": "tab"})
    assert yes.status_code == 200
    assert "Thank you, your feedback is kept." in yes.text
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
    assert second.eids == ("kz-internal-affairs:art_1", "kz-internal-affairs:art_2")
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
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1")
    given = {"answer_id": "a", "verdict": "yes"}
    assert client.post("/feedback", data=given).status_code == 200
    assert client.post("/feedback", data=given).status_code == 429


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "feedback").write_text("a file stands where the folder should")
    client = client_of(tmp_path, language="en")
    response = client.post("/feedback", data={"answer_id": "a", "verdict": "yes"})
    assert response.status_code == 503
    assert "The feedback could not be kept." in response.text


def test_the_privacy_page_says_for_how_long(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en", BAPTA_RETENTION_DAYS="7")
    assert "are kept for 7 days." in client.get("/privacy").text
