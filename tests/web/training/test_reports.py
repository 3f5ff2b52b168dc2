"""Tests of reports of faulty cards, cards that are struck out, daily goals and reading aids."""

import pytest
from starlette.testclient import TestClient

from qa.drills.scheduler import Memory
from tests.helpers.accounts import token_in
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.training import (
    TRAIN,
    Clock,
    answer,
    app_state,
    begin,
    card_in,
    deck_of,
    every_kind,
)
from tests.helpers.web_app import ACT, client_of
from web.accounts.roles import Role
from web.training.goals import CARDS_A_DAY, chapter_goals, next_goal
from web.training.service import Training

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    client = client_of(tmp_path_factory.mktemp("home"), language="en", BAPTA_SECRET=SECRET)
    client.follow_redirects = True
    add_account(app_state(client).database, "teacher", Role.INSTRUCTOR, "A1")
    return client


@pytest.fixture
def client(site: TestClient) -> TestClient:
    site.headers["Accept-Language"] = "en"
    return site


def teacher_of(client: TestClient) -> tuple[TestClient, str]:
    teacher = TestClient(client.app, headers={"Accept-Language": "en"})
    form = {"name": "teacher", "password": PASSWORD, "csrf": token_in(teacher.get("/sign-in").text)}
    teacher.post("/sign-in", data=form)
    return teacher, token_in(teacher.get("/train").text)


def test_a_reported_card_is_struck_out_and_put_back(client: TestClient) -> None:
    deck = deck_of(client)
    key = next(iter(deck.by_key))
    note = "Хабарласыңыз: 900101300123"
    report = {"key": key, "reason": "ambiguous", "note": note}
    assert "The report is sent" in client.post(f"{TRAIN}/report", data=report).text
    client.post(f"{TRAIN}/report", data={"key": key, "reason": "wrong"})
    teacher, token = teacher_of(client)
    page = teacher.get("/papers/reports").text
    assert "More than one answer is correct: 1" in page
    assert "The answer is wrong: 1" in page
    assert "900101300123" not in page
    assert "Хабарласыңыз" in page
    form = {"csrf": token, "about": ACT, "key": key}
    assert "Struck out" in teacher.post("/papers/reports/strike", data={**form, "struck": "1"}).text
    training = app_state(client).features.get(Training)
    assert training.reports.left_out(ACT) == {key}
    assert key not in {spec.key for spec in deck.choose(left_out=training.reports.left_out(ACT))}
    teacher.post("/papers/reports/strike", data=form)
    assert training.reports.left_out(ACT) == frozenset()


def test_a_struck_card_is_in_no_session_and_no_exam(client: TestClient) -> None:
    deck = deck_of(client)
    gaps = [spec.key for spec in deck.by_key.values() if spec.kind.value == "gap"]
    teacher, token = teacher_of(client)
    training = app_state(client).features.get(Training)
    for key in gaps[1:]:
        training.reports.strike("teacher", ACT, key, training.clock(), struck=True)
    page = begin(client, kind="gap")
    assert card_in(client, page).spec.key == gaps[0]
    exam = client.post(f"{TRAIN}/exam", data={"kind": "gap", "count": 5}).text
    assert exam.count('class="exam-card"') == 1
    terms = {"csrf": token, "title": "x", "kind": "gap", "count": 5}
    preview = teacher.post("/papers/preview", data=terms).text
    assert preview.count('name="key"') == 1
    for key in gaps[1:]:
        training.reports.strike("teacher", ACT, key, training.clock(), struck=False)


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "nonsense", "reason": "wrong"},
        {"key": "", "reason": "wrong"},
        {"key": "x" * 301, "reason": "wrong"},
        {"key": "x", "reason": "other"},
        {"reason": "wrong"},
    ],
)
def test_a_malformed_report_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert client.post(f"{TRAIN}/report", data=fields).status_code == 422


def test_an_unknown_card_cannot_be_struck(client: TestClient) -> None:
    teacher, token = teacher_of(client)
    form = {"csrf": token, "about": ACT, "key": "nonsense", "struck": "1"}
    assert teacher.post("/papers/reports/strike", data=form).status_code == 422


def test_goals_go_chapter_by_chapter(client: TestClient) -> None:
    clock = Clock(client)
    now = int(clock.now.timestamp())
    deck = deck_of(client)
    goals = chapter_goals(deck, {}, now)
    assert [goal.part.eid for goal in goals][:2] == ["chp_1", "chp_2"]
    assert sum(goal.total for goal in goals) == len(deck.by_key)
    first = next_goal(goals)
    assert first is not None
    assert (first.part.eid, first.today) == ("chp_1", 0)
    assert first.goal == min(CARDS_A_DAY, first.total)
    second = [s for s in deck.by_key.values() if deck.act.by_eid[s.eid].chapter == "chp_2"]
    known = Memory(2, None, 3.0, 5.0, now + 86_400, now - 60, 3, 0)
    old = Memory(1, 0, 3.0, 5.0, now, now - 3 * 86_400, 1, 1)
    memories = {second[0].key: known, second[1].key: old}
    begun = next_goal(chapter_goals(deck, memories, now))
    assert begun is not None
    # The chapter that was begun goes on; only the answer of today counts for the goal of today.
    assert (begun.part.eid, begun.known, begun.today) == ("chp_2", 1, 1)
    everything = {spec.key: known for spec in deck.by_key.values()}
    assert next_goal(chapter_goals(deck, everything, now)) is None


def test_the_start_page_has_a_goal_and_no_total(client: TestClient) -> None:
    page = client.get("/train").text
    assert "Goal for today" in page
    assert 'name="part" value="chapter:chp_1"' in page
    progress = client.post(f"{TRAIN}/progress", data={}).text
    assert "Today: 0 of" in progress
    assert f"of {len(deck_of(client).by_key)}" not in progress


@pytest.mark.parametrize("kind", every_kind())
@pytest.mark.parametrize("language", ["ru", "en"])
def test_reading_aids_come_after_the_answer_alone(
    client: TestClient, kind: str, language: str
) -> None:
    client.headers["Accept-Language"] = language
    page = begin(client, kind=kind)
    assert 'class="translation"' not in page
    assert "aid-mark" not in page
    after = answer(client, page)
    assert after.count('class="translation"') >= 1
    assert f'<div class="aid" lang="{language}">' in after


def test_there_is_no_reading_aid_in_the_language_of_the_act(client: TestClient) -> None:
    client.headers["Accept-Language"] = "kk"
    assert 'class="translation"' not in answer(client, begin(client, kind="which"))


def test_every_wrong_option_names_its_provision(client: TestClient) -> None:
    page = begin(client, kind="which")
    card = card_in(client, page)
    after = answer(client, page, right=False)
    assert after.count('class="small cited"') == len(card.options) == 4
    for option in card.options:
        assert f'#{option.eid}"' in after or f'/{option.eid}"' in after
