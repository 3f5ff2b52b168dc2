"""Workers of a server: recovery from unexpected exceptions, and shutdown."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from qa.answer import Question
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.desk import app_state
from tests.helpers.journal import asked, journal_of, rows_of
from tests.helpers.polling import PATIENCE, until
from tests.helpers.reloading import QUESTION, numbered
from tests.helpers.teaching import hashing_parts
from tests.helpers.teaching_queue import Axes, ask, groups
from tests.helpers.web_app import chat, client_of, settings_of
from tests.helpers.workers import has_recovered
from web.background import Lifecycle, Status
from web.http.pages import read_templates
from web.journal.background_writer import BackgroundWriter
from web.journal.journal import Journal
from web.journal.models import QuestionRow
from web.runtime.live_answerer import ReloadingAnswerer
from web.runtime.startup import Warmup
from web.storage.database import Database
from web.teaching import replication
from web.teaching.clustering_worker import ClusteringWorker
from web.teaching.replays import Replays

pytestmark = pytest.mark.slow


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")


def test_reload_continues_after_an_exception() -> None:
    compose, made = numbered()
    stored, fails = ["1"], [False]

    def composed() -> object:
        if fails[0]:
            fails[0] = False
            raise KeyError("a broken index")
        return compose()

    live = ReloadingAnswerer(composed, lambda: stored[0])  # type: ignore[arg-type]
    live.watch(every=0.01)
    fails[0], stored[0] = True, "2"
    try:
        until(lambda: live.ask(QUESTION).contacts == "2")
        until(lambda: has_recovered(live.worker))
    finally:
        live.close()
    assert len(made) == 2


def test_replication_continues_after_an_exception(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path)
    errors = [KeyError("a publication")]
    followed = Event()

    def follow(*_: object) -> None:
        if errors:
            raise errors.pop()
        followed.set()

    monkeypatch.setattr(replication, "sync_publications", follow)
    one = replication.ReplicationWorker(
        settings, hashing_parts(tmp_path), database, interval=0.01, retry=0.01
    )
    # What is seen first differs from what the database has.
    one._synced_stamp = ()
    one.start()
    try:
        assert followed.wait(PATIENCE)
        until(lambda: has_recovered(one.worker))
    finally:
        one.close()
        database.close()


def test_clustering_continues_after_an_exception(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Axes):
        def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
            if questions and not self.asked:
                self.asked.append("")
                raise KeyError(questions[0].text)
            return super().encode_questions(questions)

    ask(database, "Плов?")
    sorter = ClusteringWorker(database, Broken(), idle=0.02, retry=0.02)
    sorter.start()
    try:
        until(lambda: len(groups(database)) == 1)
        until(lambda: has_recovered(sorter.worker))
    finally:
        sorter.close()
        database.close()
    assert "builtins.KeyError" in caplog.text
    assert "Плов" not in caplog.text


def test_warm_up_skips_a_broken_template() -> None:
    templates = read_templates()
    names = templates.env.list_templates()
    read: list[str] = []
    get = templates.env.get_template

    def broken(name: str) -> object:
        read.append(name)
        if name == names[1]:
            raise KeyError(name)
        return get(name)

    templates.env.get_template = broken  # type: ignore[method-assign, assignment]
    warming = Warmup(templates, backoff=0.01, delay=0.0)
    warming.start()
    until(lambda: warming.worker.state.status is Status.FINISHED)
    assert read == names
    assert warming.worker.state.failures == 1


def test_journal_drops_and_counts_only_unwritable_entries() -> None:
    written: list[int] = []

    def write(batch: Sequence[int]) -> None:
        if 3 in batch:
            raise KeyError("три")
        written.extend(batch)

    writer: BackgroundWriter[int] = BackgroundWriter(write, pause=0.2, retry=0.01)
    for number in range(6):
        writer.put(number)
    assert writer.flush(PATIENCE)
    assert (written, writer.dropped, writer.waiting) == ([0, 1, 2, 4, 5], 1, 0)
    writer.put(6)
    assert writer.flush(PATIENCE)
    until(lambda: writer.worker.state.status is Status.RUNNING)
    assert writer.worker.state.failures == 2
    writer.close()
    assert written[-1] == 6


def test_constraint_violation_drops_one_entry(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_of(database)
    entries = [asked("статья 24"), replace(asked("Плов"), channel=None), asked("статья 25")]  # type: ignore[arg-type]
    for one in entries:
        journal.record(one)
    with closing(database):
        assert journal.writer.flush(PATIENCE)
        assert (journal.writer.dropped, journal.writer.waiting) == (1, 0)
        assert journal.writer.worker.state.status is Status.RUNNING
        journal.writer.close()
        assert [row.question for row in rows_of(database)] == ["статья 24", "статья 25"]
    assert "IntegrityError" in caplog.text
    assert "Плов" not in caplog.text


def health(client: TestClient) -> tuple[int, str, dict[str, dict[str, object]]]:
    response = client.get("/healthz")
    found = response.json()
    return response.status_code, found["status"], found["workers"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_health_reports_failing_and_dead_workers(tmp_path: Path) -> None:
    with client_of(tmp_path, BAPTA_JOURNAL="on") as client:
        status, overall, workers = health(client)
        assert (status, overall) == (200, "ok")
        assert set(workers) == {"acts", "journal", "warming", "replay", "replay-heartbeat"}
        writer = app_state(client).features.get(Journal).writer
        failed = Event()

        def broken(error: BaseException) -> Callable[[object], None]:
            def write(_: object) -> None:
                failed.set()
                raise error

            return write

        write = writer._write
        writer._write = broken(KeyError("статья 24"))
        chat(client, "статья 24")
        assert failed.wait(PATIENCE)
        until(lambda: writer.worker.state.status is Status.FAILING)
        status, overall, workers = health(client)
        assert (status, overall, workers["journal"]["status"]) == (200, "degraded", "failing")
        assert workers["journal"]["failures"] == 1
        writer._write = broken(SystemExit())
        writer.worker.wake(at_once=True)
        chat(client, "статья 25")
        until(lambda: writer.worker.state.status is Status.DEAD)
        assert health(client)[:2] == (503, "dead")
        writer._write = write
        chat(client, "статья 26")
        assert health(client)[:2] == (200, "ok")


def test_close_that_raises_does_not_skip_other_parts(tmp_path: Path) -> None:
    class UnclosableError(RuntimeError):
        pass

    def fail(deadline: float | None = None) -> None:
        raise UnclosableError

    client = client_of(tmp_path, BAPTA_JOURNAL="on")
    site = app_state(client)
    site.features.get(Warmup).close = fail  # type: ignore[method-assign]
    site.features.get(Replays).close = fail  # type: ignore[method-assign]
    with pytest.raises(UnclosableError), client:
        chat(client, "статья 24")
    with closing(Database(site.settings.database_url)) as database, database.reading() as session:
        assert session.scalars(select(QuestionRow.question)).all() == ["статья 24"]
    assert not any(worker.is_alive for worker in site.features.get(Lifecycle).workers)


def test_stopping_server_ends_the_reload_worker(tmp_path: Path) -> None:
    live = ReloadingAnswerer(numbered()[0], lambda: None)
    live.watch()
    client = client_of(tmp_path, live)
    with client:
        assert "live" in health(client)[2]
        assert live.worker.is_alive
    assert not live.worker.is_alive
