"""Submission of cases by the page and the API, with its checks."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.helpers.databases import SECRET
from tests.helpers.desk import app_state
from tests.helpers.handover import ON, QUESTION, asker, operator
from tests.helpers.web_app import FIREARM, PILAF, client_of, settings_of
from web.handover.models import CaseRow
from web.settings import SettingsError, read_settings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        (
            {"BAPTA_HANDOVER": "on"},
            "BAPTA_HANDOVER is on, but needs accounts: set BAPTA_SECRET too.",
        ),
        (
            {"BAPTA_HANDOVER": "on", "BAPTA_SECRET": SECRET, "BAPTA_JOURNAL": "off"},
            "BAPTA_HANDOVER is on, but needs the journal: BAPTA_JOURNAL is off.",
        ),
        ({"BAPTA_HANDOVER": "yes"}, "BAPTA_HANDOVER is 'yes', but must be on or off."),
        (
            {"BAPTA_HANDOVER_DAYS": "0"},
            "BAPTA_HANDOVER_DAYS is '0', but must be a whole number, at least 1.",
        ),
    ],
)
def test_handover_without_accounts_or_journal_is_rejected(
    variables: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(variables)
    assert str(error.value) == told


def test_handover_is_off_by_default(tmp_path: Path) -> None:
    assert not settings_of(tmp_path).handover
    assert settings_of(tmp_path, BAPTA_SECRET=SECRET, **ON).handover
    client = client_of(tmp_path, BAPTA_SECRET=SECRET, BAPTA_JOURNAL="on")
    page = client.post("/", follow_redirects=True, data={"question": PILAF}).text
    assert "data-leave" not in page
    assert "handover" not in client.get("/privacy").text
    given = {"question": QUESTION, "language": "kk"}
    for refused in (
        client.post("/handover", data=given),
        client.post("/api/handover", json=given),
        client.get("/handover/anything"),
        operator(tmp_path / "other", BAPTA_HANDOVER="off").get("/desk/handover"),
    ):
        assert refused.status_code == 404


def test_unanswered_questions_can_be_submitted(tmp_path: Path) -> None:
    client = asker(tmp_path, language="ru")
    page = unescape(client.post("/", follow_redirects=True, data={"question": PILAF}).text)
    form = page[page.index('class="leave"') :]
    assert "Отправить вопрос сотруднику" in form
    assert f"\n{PILAF}</textarea>" in form
    assert "как вы его написали, 30 дней" in form
    assert 'value="kk" selected' in form
    # An answer offers it after "No" only: tests/web/browser/test_handover.py.
    assert (
        "data-leave"
        in client.post("/", follow_redirects=True, data={"question": "24-бап 3-тармақ"}).text
    )
    assert (
        "data-leave"
        not in client.post("/", follow_redirects=True, data={"question": "Сәлем!"}).text
    )
    framed = asker(tmp_path, BAPTA_WIDGET_ORIGINS="https://site.example").post(
        "/widget/frame?lang=ru", data={"question": PILAF}
    )
    assert "data-leave" in framed.text
    assert "Если вы отправите вопрос сотруднику" in unescape(client.get("/privacy").text)


def test_submissions_and_views_are_rate_limited(tmp_path: Path) -> None:
    visitor = asker(tmp_path, BAPTA_RATE_LIMIT="60")
    codes = [
        visitor.post("/handover", data={"question": f"Сұрақ {n}"}).status_code for n in range(6)
    ]
    assert codes == [303] * 5 + [429]
    refused = visitor.post("/api/handover", json={"question": QUESTION, "language": "kk"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    looks = [visitor.get(f"/handover/guess{n}").status_code for n in range(31)]
    assert looks == [404] * 30 + [429]
    assert visitor.post("/", follow_redirects=True, data={"question": FIREARM}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_cross_site_submission_is_rejected(tmp_path: Path, headers: dict[str, str]) -> None:
    visitor = asker(tmp_path)
    given = {"question": QUESTION, "language": "kk"}
    page = visitor.post("/handover", data=given, headers=headers)
    assert (page.status_code, "sent from another site" in page.text) == (403, True)
    assert visitor.post("/api/handover", json=given, headers=headers).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert visitor.post("/handover", data=given, headers=own).status_code == 303
    assert "1 question<" in operator(tmp_path).get("/desk/handover").text


@pytest.mark.parametrize(
    ("question", "told"),
    [("  ", "Enter your question"), ("с" * 4001, "4,000"), ("а\x00б", "text")],
)
def test_invalid_question_is_not_submitted(tmp_path: Path, question: str, told: str) -> None:
    visitor = asker(tmp_path)
    refused = visitor.post("/handover", data={"question": question, "language": "ru"})
    assert refused.status_code == 422
    assert told in refused.text
    assert 'value="ru" selected' in refused.text
    document = visitor.post(
        "/handover", data={"question": question}, headers={"Accept": "application/problem+json"}
    )
    assert (document.status_code, document.json()["at"]) == (422, ["question"])
    by_program = visitor.post("/api/handover", json={"question": question, "language": "kk"})
    assert by_program.status_code == 422
    assert "0 questions" in operator(tmp_path).get("/desk/handover").text


def test_form_is_answered_in_the_language_of_its_page(tmp_path: Path) -> None:
    """The widget's frame has a language of its own, and no cookie."""
    framed = asker(tmp_path, BAPTA_WIDGET_ORIGINS="https://site.example").post(
        "/widget/frame?lang=ru", data={"question": PILAF}
    )
    assert framed.text.count('<input type="hidden" name="ui" value="ru">') == 1
    visitor = asker(tmp_path, language="en")
    # The script of the widget stays where it is, and takes the link from the page.
    left = visitor.post(
        "/handover",
        data={"question": QUESTION, "language": "kk", "ui": "ru"},
        headers={"Accept": "text/html, application/problem+json"},
    )
    assert "Ваш вопрос принят" in left.text
    refused = visitor.post("/handover", data={"question": "", "ui": "ru"})
    assert (refused.status_code, "Введите вопрос" in refused.text) == (422, True)
    assert 'value="ru" selected' in refused.text
    given = {"answer_id": "abc", "verdict": "yes", "ui": "ru"}
    assert "Спасибо" in visitor.post("/feedback", data=given).text


def test_api_submits_a_question(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    given = {"question": QUESTION, "language": "kk", "answer_id": "abc"}
    response = visitor.post("/api/handover", json=given)
    assert response.status_code == 201
    told = response.json()
    assert set(told) == {"reference", "link", "until"}
    assert re.fullmatch(r"BP-\w{4}-\w{4}", told["reference"])
    assert told["link"].startswith("http://testserver/handover/")
    assert QUESTION in unescape(visitor.get(told["link"]).text)
    for wrong in ({"language": "de"}, {"more": 1}, {"answer_id": "а б"}):
        assert visitor.post("/api/handover", json={**given, **wrong}).status_code == 422
    described = visitor.get("/openapi.json").json()["paths"]["/api/handover"]["post"]
    assert set(described["responses"]) == {"201", "403", "404", "413", "422", "429", "503"}


def test_full_queue_is_reported_and_the_form_keeps_its_text(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    now = datetime.now(UTC)
    row = {"state": "open", "language": "kk", "left_at": now, "phrase": "", "note": ""}
    rows = [
        {**row, "until": now + timedelta(days=1), "question": "с", "reference": f"R{n}"}
        | {"token": f"{n}"}
        for n in range(1000)
    ]
    with app_state(visitor).database.begin() as session:
        session.execute(insert(CaseRow), rows)
    page = visitor.post("/handover", data={"question": QUESTION})
    assert page.status_code == 503
    assert "Too many questions are waiting for a reply" in page.text
    assert f"\n{QUESTION}</textarea>" in unescape(page.text)
    told = visitor.post("/api/handover", json={"question": QUESTION, "language": "kk"})
    assert (told.status_code, "Too many questions" in told.json()["detail"]) == (503, True)


def test_unavailable_database_is_reported_and_questions_are_answered(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody:nothing@127.0.0.1:1/none"
    away = asker(tmp_path, BAPTA_DATABASE_URL=nowhere, BAPTA_METRICS_TOKEN="token", raises=False)
    # Closed at its end: its journal would go on to complain beside other tests.
    with away:
        page = away.post("/handover", data={"question": QUESTION})
        assert page.status_code == 503
        assert "could not save your question, so it has not been sent" in page.text
        assert QUESTION in unescape(page.text)
        assert (
            away.post("/api/handover", json={"question": "Не?", "language": "kk"}).status_code
            == 503
        )
        assert away.get("/handover/anything").status_code == 503
        offered = away.post("/", follow_redirects=True, data={"question": PILAF})
        assert (offered.status_code, "data-leave" in offered.text) == (200, True)
        counted = away.get("/metrics", headers={"Authorization": "Bearer token"})
        assert (counted.status_code, "bapta_handover_open" in counted.text) == (200, False)
