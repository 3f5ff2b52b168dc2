"""Tests of exams without an account: drawing, submission, grading and CSV."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.drills.card import Card, CardKind
from tests.helpers.training import TRAIN, Clock, app_state, every_kind, hidden
from tests.helpers.web_app import client_of
from web.http.formats import write_csv
from web.training.exam import Ticket
from web.training.exam_pages import exam_cards
from web.training.requests import Learner
from web.training.service import Training
from web.training.signed_state import KEY_FILE

pytestmark = pytest.mark.slow

EXAM = f"{TRAIN}/exam"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(tmp_path_factory.mktemp("home"), language="en")


@pytest.fixture
def clock(client: TestClient) -> Clock:
    return Clock(client)


def begin(client: TestClient, **fields: Any) -> str:
    terms = {"count": 8, "minutes": 30, "pass_mark": 70, "name": "Айгүл", **fields}
    response = client.post(EXAM, data=terms, follow_redirects=True)
    assert response.status_code == 200, response.text
    return response.text


def cards_on(client: TestClient, page: str) -> tuple[Card, ...]:
    site = app_state(client)
    ticket = site.features.get(Training).signer.load(Ticket, hidden(page)["ticket"])
    return exam_cards(Learner(None, site, None, site.corpus.default), ticket)  # type: ignore[arg-type]


def answers(cards: tuple[Card, ...], wrong: int = 0) -> dict[str, Any]:
    """Right answers to all cards but the first ``wrong`` ones, which have none."""
    fields: dict[str, Any] = {}
    for number, card in enumerate(cards):
        if number >= wrong:
            typed = card.spec.hidden[0].text if not card.options else ""
            fields[f"c{number}"] = typed or [str(place) for place in sorted(card.right)]
    return fields


def hand_in(client: TestClient, page: str, wrong: int = 0, **fields: Any) -> tuple[int, str]:
    confirmed = {"confirm": "1"} if wrong else {}
    form = {**hidden(page), **answers(cards_on(client, page), wrong), **confirmed, **fields}
    response = client.post(f"{EXAM}/hand-in", data=form)
    return response.status_code, response.text


def drawn(page: str) -> list[str]:
    """What a paper asks, without what differs from hand to hand."""
    return re.findall(r'<section class="exam-card".*?</section>', page, re.S)


def test_equal_codes_give_equal_papers(client: TestClient, clock: Clock) -> None:
    one, two = begin(client, code="2026-3"), begin(client, code="2026-3")
    other = begin(client, code="2026-4")
    assert len(drawn(one)) == 8
    assert drawn(one) == drawn(two) != drawn(other)


def test_equal_papers_in_each_language_have_equal_options(
    client: TestClient, tmp_path: Path
) -> None:
    english = begin(client, code="2026-9", kind="which")
    kazakh = begin(client_of(tmp_path, language="kk"), code="2026-9", kind="which")
    number = r"<label><input[^>]*>\s*<span>\D*(\d[\d-]*\d|\d)"
    shown = [re.findall(number, page) for page in (english, kazakh)]
    assert shown[0] == shown[1] != []


def test_exam_page_contains_no_answers(client: TestClient, clock: Clock) -> None:
    page = begin(client, code="key")
    main = page[page.index("<main") : page.index("</main>")]
    for sign in ("is-right", "checked", "data-right", "✓"):
        assert sign not in main
    fields = hidden(page)
    assert set(fields) == {"ticket"}
    # The ticket holds the seed; it is signed, and no place of an option stands in it.
    ticket = app_state(client).features.get(Training).signer.load(Ticket, fields["ticket"])
    assert set(ticket.model_dump()) == {
        *("address", "seed", "kinds", "count", "minutes", "pass_mark"),
        *("language", "name", "digest", "nonce", "started", "left_out"),
    }


@pytest.mark.parametrize(
    ("wrong", "score", "told"), [(0, "100%", "Passed"), (3, "62%", "Not passed")]
)
def test_result_shows_score_and_provisions(
    client: TestClient, clock: Clock, wrong: int, score: str, told: str
) -> None:
    page = begin(client)
    cards = cards_on(client, page)
    clock.move(minutes=29)
    status, result = hand_in(client, page, wrong)
    assert status == 200
    assert f"<b>{score}</b>" in result
    assert f">{told}</span>" in result
    assert f"<dd>{8 - wrong} / 8</dd>" in result
    assert "<dd>Айгүл</dd>" in result
    assert result.count("No answer given.") == wrong
    # Every answer ends with the provision word for word, its citation and a link.
    shown = [len(card.right) if card.spec.kind is CardKind.CASE else 1 for card in cards]
    assert result.count('class="card law"') == sum(shown) >= 8
    for card in cards:
        assert f'#{card.spec.eid}"' in result


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "Нәтижесін баға қоюға пайдаланбаңыз."),
        ("ru", "Не используйте его результат для оценки знаний."),
        ("en", "Do not use its result for grading."),
    ],
)
def test_self_set_exam_shows_practice_notice(client: TestClient, language: str, told: str) -> None:
    client.headers["Accept-Language"] = language
    assert told in client.get(EXAM).text
    assert told in hand_in(client, begin(client))[1]


def test_the_result_as_a_table(client: TestClient, clock: Clock) -> None:
    page = begin(client, kind="modal")
    _, result = hand_in(client, page, wrong=2)
    saved = client.post(f"{EXAM}/csv", data=hidden(result))
    assert saved.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert rows[0] == ["No.", "Type", "Provision", "Answer given", "Right answer", "Mark"]
    assert [row[5] for row in rows[1:]] == ["0", "0", *"111111"]
    assert rows[1][3] == ""
    assert rows[3][3] == rows[3][4]
    assert {row[4] for row in rows[1:]} <= {"Right", "Duty", "Prohibition"}
    assert client.post(f"{EXAM}/csv", data={"handed": "forged"}).status_code == 422


def test_a_cell_is_never_a_formula() -> None:
    content = write_csv([["=1+1", "-2", "ok", "@x"]])
    assert content == "\ufeff'=1+1,'-2,ok,'@x\r\n"


def test_a_forged_hand_in_is_refused(client: TestClient, clock: Clock) -> None:
    page = begin(client)
    ticket = hidden(page)["ticket"]
    # The last letter holds bits that are no part of the signature; the one before it does not.
    altered = f"{ticket[:-2]}{'a' if ticket[-2] != 'a' else 'b'}{ticket[-1]}"
    for forged in ("", "x", altered, ticket[1:]):
        status, told = hand_in(client, page, ticket=forged)
        assert (status, "The paper was changed or is damaged" in told) == (422, True)
        assert "is-right" not in told
    # The ticket was not used up by these.
    assert hand_in(client, page)[0] == 200


def test_signed_session_is_refused_as_ticket(client: TestClient, clock: Clock) -> None:
    sitting = hidden(client.post(f"{TRAIN}/session", data={}).text)["sitting"]
    assert hand_in(client, begin(client), ticket=sitting)[0] == 422


def test_second_hand_in_is_refused(client: TestClient, clock: Clock) -> None:
    page = begin(client)
    assert hand_in(client, page)[0] == 200
    status, told = hand_in(client, page)
    assert (status, "This paper has already been handed in." in told) == (422, True)
    clock.move(minutes=10)
    assert hand_in(client, page)[0] == 422


def test_hand_in_is_refused_after_grace_period(client: TestClient, clock: Clock) -> None:
    page, other = begin(client), begin(client)
    clock.move(minutes=30, seconds=30)
    assert hand_in(client, page)[0] == 200
    clock.move(seconds=1)
    status, told = hand_in(client, other)
    assert (status, "The time was up" in told) == (422, True)
    assert "is-right" not in told


@pytest.mark.parametrize(
    "fields",
    [
        {"c0": "9"},
        {"c0": "-1"},
        {"c0": ["0", "1"]},
        {"c0": "x"},
        {"c99": "1"},
        {"c0": "٣"},
        {"cc": "1"},
    ],
)
def test_invalid_answer_counts_as_empty(
    client: TestClient, clock: Clock, fields: dict[str, Any]
) -> None:
    page = begin(client, kind="modal")
    response = client.post(f"{EXAM}/hand-in", data={**hidden(page), "confirm": "1", **fields})
    assert "<b>0%</b>" in response.text


@pytest.mark.parametrize(
    "fields",
    [
        {"count": 4},
        {"count": 61},
        {"minutes": 0},
        {"pass_mark": 101},
        {"kind": "other"},
        {"count": "x"},
    ],
)
def test_invalid_exam_options_are_refused(client: TestClient, fields: dict[str, Any]) -> None:
    assert client.post(EXAM, data=fields).status_code == 422


def test_a_code_is_shown_as_it_is_typed(client: TestClient) -> None:
    page = begin(client, code="<b>&")
    assert "<dd>&lt;b&gt;&amp;</dd>" in page


def test_the_key_is_shared_by_the_processes_of_one_server(tmp_path: Path) -> None:
    one, two = (client_of(tmp_path, language="en") for _ in range(2))
    page = begin(one)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert hand_in(two, page)[0] == 200
    assert hand_in(one, page)[0] == 422


def test_every_kind_may_be_asked_alone(client: TestClient, clock: Clock) -> None:
    for kind in every_kind():
        cards = cards_on(client, begin(client, kind=kind))
        assert {card.spec.kind.value for card in cards} == {kind}


def test_exam_is_refused_after_law_change(client: TestClient, clock: Clock) -> None:
    page = begin(client)
    signer = app_state(client).features.get(Training).signer
    ticket = signer.load(Ticket, hidden(page)["ticket"])
    other = signer.dump(ticket.model_copy(update={"digest": "0" * 64}))
    status, told = hand_in(client, page, ticket=other)
    assert (status, "changed during the exam" in told) == (422, True)
    # It may be handed in still, where the words are what they were.
    assert hand_in(client, page)[0] == 200
