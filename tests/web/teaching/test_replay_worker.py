"""Replays as background work: recovery after an exception, and heartbeat."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from sqlalchemy import update

from tests.helpers.polling import PATIENCE, until
from tests.helpers.teaching import DRONE, hashing_parts, home_with_index
from tests.helpers.web_app import settings_of
from tests.helpers.workers import has_recovered
from web.http.problems import ProblemError
from web.storage.database import Database
from web.teaching import drafts, replays
from web.teaching.models import ReplayRow
from web.teaching.publisher import Publisher

pytestmark = pytest.mark.slow


@pytest.fixture
def replaying(tmp_path: Path) -> tuple[replays.Replays, Database]:
    settings = settings_of(home_with_index(tmp_path))
    database = Database(settings.database_url)
    with database.begin() as session:
        drafts.add(session, "aigul", [DRONE])
    publisher = Publisher(settings, hashing_parts(tmp_path), database)
    return replays.Replays(publisher, database, heartbeat=0.02), database


def test_replays_go_on_after_an_exception(
    replaying: tuple[replays.Replays, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, database = replaying
    errors = [KeyError("a question")]

    def replay(*_: object) -> dict[str, object]:
        if errors:
            raise errors.pop()
        return {"sets": [], "noted": {"questions": 0}, "changes": []}

    monkeypatch.setattr(replays, "run_replay", replay)
    with closing(one), closing(database):
        first = one.start("aigul")
        until(lambda: one.load(first).state == "failed")
        found = one.load(first)
        assert "a question" not in found.trouble
        second = one.start("aigul")
        assert one.worker.state.failures == 1
        until(lambda: one.load(second).state == "done")
        until(lambda: has_recovered(one.worker))


def test_heartbeat_continues_during_long_composition(
    replaying: tuple[replays.Replays, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, database = replaying
    begun, go = Event(), Event()

    def replay(*_: object) -> dict[str, object]:
        begun.set()
        assert go.wait(PATIENCE)
        return {"sets": [], "noted": {"questions": 0}, "changes": []}

    monkeypatch.setattr(replays, "run_replay", replay)
    with closing(one), closing(database):
        replay_id = one.start("aigul")
        assert begun.wait(PATIENCE)
        with database.begin() as session:
            session.execute(update(ReplayRow).values(beat=datetime.now(UTC) - timedelta(hours=1)))
        until(lambda: one.load(replay_id).state == "running")
        with pytest.raises(ProblemError) as refused:
            one.start("bolat")
        assert refused.value.problem.code == "replay_runs"
        before = monotonic()
        one.close(before + 0.1)
        assert monotonic() - before < 5
        go.set()
