"""Replays: changes, progress, cancellation, interruption and publication."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import delete, update
from starlette.testclient import TestClient

from data.publications import read_publications
from data.question_bank import BankQuestion
from qa.evaluation import dataset
from tests.helpers.teaching import (
    DRONE,
    LAW,
    hashing_parts,
    home_with_index,
    published,
    wait_for_replays,
)
from tests.helpers.web_app import client_of, settings_of
from web.http.problems import ProblemError
from web.journal.models import FeedbackRow, QuestionRow
from web.runtime.composition import compose_live, make_index
from web.settings import Settings
from web.storage.database import Database
from web.teaching import drafts
from web.teaching.models import ReplayRow
from web.teaching.publisher import Publisher
from web.teaching.replay_view import ChangeList, list_changes, replay_figures
from web.teaching.replays import Replay, Replays

pytestmark = pytest.mark.slow

ASKED = "Квадрокоптерлерге дрон шағымданайыншы"
NAMED = "16-бап 1-тармақ 1)"
SETS = (
    {"question": NAMED, "language": "kk", "form": "reference", "gold": ["art_16__para_1__point_1"]},
    {"question": ASKED, "language": "kk", "form": "plain", "gold": ["art_1"]},
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(dataset, "EVALUATION", tmp_path / "none")
    made = settings_of(home_with_index(tmp_path))
    made.evaluation.mkdir()
    lines = "\n".join(json.dumps(one) for one in SETS)
    (made.evaluation / "ours.jsonl").write_text(lines, encoding="utf-8")
    (made.evaluation / "broken.jsonl").write_text("{", encoding="utf-8")
    return made


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def replays(settings: Settings, database: Database) -> Iterator[Replays]:
    made = Replays(Publisher(settings, hashing_parts(settings.home), database), database)
    yield made
    made.close()


def note(database: Database, question: str, number: int, verdict: str | None = None) -> None:
    now = datetime.now(UTC)
    with database.begin() as session:
        session.add(
            QuestionRow(
                at=now,
                day=now.date(),
                answer_id=f"a{number}",
                visitor="v",
                channel="page",
                language="kk",
                question=question,
                asked_as=question,
                struck="",
                exact=False,
                repaired=False,
                status="not_covered",
                passages=[],
                ms=1,
            )
        )
        if verdict:
            given = {"comment": "", "language": "kk", "eids": [], "verdict": verdict}
            session.add(FeedbackRow(at=now, day=now.date(), answer_id=f"a{number}", **given))


def draft(database: Database, *entries: BankQuestion) -> None:
    with database.begin() as session:
        drafts.add(session, "aigul", entries)


def ended(replays: Replays, replay_id: int) -> Replay:
    wait_for_replays(replays)
    return replays.load(replay_id)


def code(call: object, *arguments: object, **named: object) -> tuple[int, str]:
    with pytest.raises(ProblemError) as refused:
        call(*arguments, **named)  # type: ignore[operator]
    return refused.value.problem.status, refused.value.problem.code


def name(act: str, eid: str) -> tuple[str, str | None]:
    return eid, None


def test_replay_reports_changes(replays: Replays, database: Database) -> None:
    note(database, f"{ASKED} қалай", 1, "yes")
    for number in (2, 3):
        note(database, f"{ASKED} қайда", number)
    note(database, "24-бап", 4)
    draft(database, DRONE)
    found = ended(replays, replays.start("aigul"))
    assert (found.state, found.done, found.total, found.trouble) == ("done", 5, 5, "")
    assert found.entries == (DRONE,)
    result = found.result
    assert result is not None
    assert result["noted"] == {"questions": 3, "asked": 4}
    assert len(result["unusable"]) == 1
    assert "broken.jsonl" in result["unusable"][0]
    ((set_name, n, figures),) = replay_figures(result)
    assert (set_name, n, figures[0].name) == ("ours", 2, "p_at_1")
    # No visitor's words: they would outlive the journal.
    assert "қалай" not in json.dumps(result, ensure_ascii=False)
    rows = [
        row
        for each in (ChangeList.CHANGED, ChangeList.APPEARED)
        for row in list_changes(database, result, each, 1, name).rows
    ]
    shown = {row.text: (row.source, row.times, row.now.label) for row in rows}
    assert shown[f"{ASKED} қайда"] == (None, 2, "art_24__para_3")
    assert shown[ASKED] == ("ours", 1, "art_24__para_3")
    with database.begin() as session:
        session.execute(delete(QuestionRow))
    counts = list_changes(database, result, "lost", 1, name).counts
    assert (counts[ChangeList.LOST], counts[ChangeList.APPEARED], found.lost) == (0, 3, 0)
    erased = list_changes(database, result, "appeared", 1, name).rows
    assert [row.text for row in erased] == [ASKED, None, None]


def test_bank_questions_are_left_out_of_evaluation_sets(
    replays: Replays, database: Database
) -> None:
    draft(database, BankQuestion(ASKED.upper(), "kk", LAW, ("art_24__para_3",)))
    result = ended(replays, replays.start("aigul")).result
    assert result is not None
    assert (result["left_out"], result["sets"][0]["now"]["n"]) == (1, 1)


def test_lost_right_answers_need_confirmation(
    replays: Replays, database: Database, settings: Settings
) -> None:
    near = BankQuestion("Квадрокоптерлерге дронға шағым?", "kk", LAW, ("art_16__para_1__point_1",))
    published(settings, 1, near)
    make_index(settings, parts=hashing_parts(settings.home))
    # One visitor found the answer of now helpful, another only got it.
    note(database, DRONE.question, 1, "yes")
    note(database, f"{DRONE.question}!", 2)
    draft(database, DRONE)
    replay_id = replays.start("aigul")
    assert ended(replays, replay_id).lost == 1
    assert code(replays.publish, replay_id, "aigul", sure=False) == (422, "not_sure")
    assert len(read_publications(settings.bank)) == 1
    assert replays.publish(replay_id, "aigul", sure=True) == 2
    assert [one.entries for one in read_publications(settings.bank)] == [(near,), (DRONE,)]
    done = replays.load(replay_id)
    assert (done.state, done.publication) == ("published", 2)
    assert code(replays.publish, replay_id, "aigul", sure=True) == (409, "replay_over")
    assert code(replays.reject, replay_id, "aigul") == (409, "replay_over")


def test_replay_of_a_reduced_draft_cannot_be_published(
    replays: Replays, database: Database
) -> None:
    draft(database, DRONE)
    replay_id = replays.start("aigul", 0)
    ended(replays, replay_id)
    with database.begin() as session:
        drafts.remove(session, "bolat", drafts.unpublished(session)[0].id)
    assert code(replays.publish, replay_id, "aigul", sure=True) == (409, "draft_changed")


def test_a_rejected_replay_leaves_the_draft(replays: Replays, database: Database) -> None:
    draft(database, DRONE)
    replay_id = replays.start("aigul", 0)
    ended(replays, replay_id)
    replays.reject(replay_id, "aigul")
    assert replays.load(replay_id).state == "rejected"
    with database.reading() as session:
        assert [each.entry for each in drafts.unpublished(session)] == [DRONE]


def test_one_replay_runs_at_a_time_and_can_be_cancelled(
    replays: Replays, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = Event(), Event()

    def waiting(*arguments: object) -> dict[str, object]:
        told = arguments[-1]
        begun.set()
        assert go.wait(30)
        told(1, 2)  # type: ignore[operator]
        told(0, 0)  # type: ignore[operator]
        raise AssertionError

    monkeypatch.setattr("web.teaching.replays.run_replay", waiting)
    assert code(replays.start, "aigul") == (422, "no_entries")
    draft(database, DRONE)
    replay_id = replays.start("aigul")
    assert begun.wait(30)
    assert code(replays.start, "bolat") == (409, "replay_runs")
    assert code(replays.publish, replay_id, "a", sure=True) == (409, "replay_over")
    replays.cancel(replay_id)
    go.set()
    assert ended(replays, replay_id).state == "cancelled"
    replays.cancel(replay_id)
    assert replays.load(replay_id).state == "cancelled"
    assert code(replays.load, 99) == (404, "no_replay")


def test_a_replay_whose_process_is_gone_is_interrupted(
    replays: Replays, database: Database
) -> None:
    draft(database, DRONE)
    replay_id = replays.start("aigul", 0)
    ended(replays, replay_id)
    beat = datetime.now(UTC) - timedelta(minutes=1)
    with database.begin() as session:
        session.execute(update(ReplayRow).values(state="running", beat=beat))
    assert replays.load(replay_id).state == "interrupted"
    assert ended(replays, replays.start("aigul", 0)).state == "done"


def test_failed_replay_reports_its_error(
    replays: Replays, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("web.teaching.replays.run_replay", full)
    draft(database, DRONE)
    found = ended(replays, replays.start("aigul"))
    assert (found.state, found.trouble) == ("failed", "[Errno 28] No space left on device")


def test_visitors_are_answered_while_a_replay_runs(
    settings: Settings, replays: Replays, database: Database
) -> None:
    for number in range(40):
        note(database, f"{ASKED} {number}", number)
    draft(database, DRONE)
    client: TestClient = client_of(
        settings.home, compose_live(settings, hashing_parts(settings.home))
    )
    replay_id = replays.start("aigul")
    statuses = {
        client.post("/api/chat", json={"question": f"24-бап {number}-тармақ"}).status_code
        for number in range(1, 8)
    }
    assert statuses == {200}
    assert ended(replays, replay_id).state == "done"
