"""Journal on both engines: stored columns, erasure, and failures that spare the answers."""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from starlette.testclient import TestClient

from tests.helpers.journal import NOON, asked, feedback_of, journal_of, rows_of
from tests.helpers.web_app import ACT, chat, client_of, law_answerer
from web.chat.feedback import Feedback, JournalFeedback
from web.cli.main import main
from web.journal.background_writer import BackgroundWriter
from web.journal.journal import Journal, daily_salt, visitor_hash
from web.journal.models import QuestionRow, SaltRow
from web.storage.database import Database
from web.storage.errors import DatabaseError, DatabaseUnavailableError

pytestmark = pytest.mark.slow


def test_question_is_stored_redacted_with_its_answer(database: Database) -> None:
    journal = journal_of(database)
    one = asked()
    journal.record(one)
    journal.writer.close()
    (row,) = rows_of(database)
    assert row.question == "Статья 24 пункт 3. Меня зовут [name], ИИН [iin]"
    assert row.asked_as == "статья 24 пункт 3 меня зовут name иин iin"
    assert row.struck == "iin,name"
    assert (row.at, row.day.isoformat()) == (NOON, "2026-03-01")
    assert (row.answer_id, row.session, row.channel) == (one.answer.answer_id, "tab", "page")
    assert (row.ui, row.language, row.status, row.reason) == ("ru", "ru", "answered", None)
    assert (row.act, row.eid, row.ms) == (ACT, "art_24__para_3", 13)
    sha256 = law_answerer().corpus.default.by_eid["art_24__para_3"].sha256
    assert row.passages == [[ACT, "art_24__para_3", sha256, "high"]]
    assert (row.exact, row.repaired) == (False, False)


def test_a_long_act_id_loses_no_entry(database: Database) -> None:
    journal = journal_of(database)
    one = asked()
    first, *others = one.answer.passages
    long = replace(first, citation=replace(first.citation, act="a" * 400, eid="e" * 400))
    journal.record(replace(one, answer=replace(one.answer, passages=(long, *others))))
    journal.record(one)
    journal.writer.close()
    assert [len(row.act or "") for row in rows_of(database)] == [128, len(ACT)]
    assert journal.writer.dropped == 0


def test_file_contains_no_personal_data_and_no_address(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    journal = journal_of(database)
    journal.record(asked())
    journal.writer.close()
    database.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "Меня зовут".encode() in written
    for secret in ("Иван", "Петров", "990524496847", "192.0.2.7"):
        assert secret.encode() not in written


def test_visitors_are_distinguished_within_one_day_only(database: Database) -> None:
    journal = journal_of(database)
    tomorrow = NOON + timedelta(days=1)
    for each in (
        asked(),
        asked(client="192.0.2.8"),
        asked(),
    ):
        journal.record(each)
    journal.writer.flush()
    journal.record(asked(at=tomorrow))
    journal.writer.close()
    first, second, again, later = [row.visitor for row in rows_of(database)]
    assert first == again
    assert len({first, second, later}) == 3
    with database.reading() as session:
        kept = session.scalars(select(SaltRow)).all()
    assert [row.day for row in kept] == [tomorrow.date()]
    assert later == visitor_hash("192.0.2.7", kept[0].salt)


def test_concurrent_processes_share_the_salt(database: Database) -> None:
    with database.begin() as session:
        first = daily_salt(session, NOON.date())
    with database.begin() as session:
        assert daily_salt(session, NOON.date()) == first
    assert len(first) == 32


def test_start_erases_old_entries(database: Database) -> None:
    journal = journal_of(database)
    journal.record(asked())
    journal.writer.close()
    JournalFeedback(database).add(Feedback(NOON, "a", "yes"))
    for days, kept in ((89, 1), (90, 1), (91, 0)):
        later = journal_of(database, NOON + timedelta(days=days))
        later.writer.start()
        later.writer.close()
        assert len(rows_of(database)) == kept
    assert feedback_of(database) == []


def test_command_erases_the_journal(tmp_path: Path) -> None:
    environ = {**os.environ, "BAPTA_HOME": str(tmp_path), "BAPTA_DATABASE_URL": ""}
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    now = datetime.now(UTC)
    for at in (now, now - timedelta(days=100)):
        journal = Journal(database, 1000, pause=0)
        journal.record(asked(at=at))
        journal.writer.close()
    run = CliRunner()
    old = run.invoke(main, ["journal", "erase"], env=environ)
    assert old.output == "Erased: 1 questions, 0 feedback entries, 0 questions for staff.\n"
    rest = run.invoke(main, ["journal", "erase", "--all"], env=environ)
    assert rest.output == "Erased: 1 questions, 0 feedback entries, 0 questions for staff.\n"
    assert rows_of(database) == []
    database.close()


def kept_by(client: TestClient) -> list[QuestionRow]:
    site = client.app.state.site  # type: ignore[attr-defined]
    assert site.features.get(Journal).writer.flush()
    return rows_of(site.database)


def test_questions_of_every_channel_are_recorded(tmp_path: Path) -> None:
    with client_of(tmp_path, BAPTA_JOURNAL="on") as client:
        chat(client, "статья 24", session="one")
        client.post("/", data={"question": "16-бап", "session": "two"})
        client.post("/widget/frame?lang=en", data={"question": "article 4", "session": "two"})
        chat(client, "Сәлеметсіз бе!")
        client.post("/api/chat", json={"question": ""})
        found = [(row.channel, row.session, row.ui) for row in kept_by(client)]
    assert found == [("api", "one", None), ("page", "two", "kk"), ("widget", "two", "en")]


def test_unavailable_journal_does_not_fail_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bapta.sqlite").mkdir()
    with client_of(tmp_path, BAPTA_JOURNAL="on") as client:
        assert chat(client, "статья 24")["status"] == "answered"
        (tmp_path / "bapta.sqlite").rmdir()
        (row,) = kept_by(client)
        assert row.question == "статья 24"
    assert "The journal is not written" in caplog.text


def test_journal_of_another_migration_does_not_fail_answers(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}").upgrade()
    with sqlite3.connect(tmp_path / "bapta.sqlite") as other:
        other.execute("UPDATE alembic_version SET version_num = 'newer'")
    other.close()
    with client_of(tmp_path, BAPTA_JOURNAL="on") as client:
        assert chat(client, "статья 24")["status"] == "answered"


def test_full_queue_drops_and_counts_entries() -> None:
    hold, batches = Event(), list[Sequence[int]]()

    def write(batch: Sequence[int]) -> None:
        hold.wait()
        batches.append(batch)

    writer: BackgroundWriter[int] = BackgroundWriter(write, most=3, pause=0)
    for number in range(20):
        writer.put(number)
    assert writer.dropped >= 16
    hold.set()
    writer.close()
    assert sum(len(batch) for batch in batches) == 20 - writer.dropped


def test_refused_batch_is_dropped_and_unavailable_database_is_retried() -> None:
    answers: list[DatabaseError | None] = [
        None,
        DatabaseUnavailableError("away"),
        None,
        DatabaseError("refused"),
        None,
    ]
    written: list[list[str]] = []

    def write(batch: Sequence[str]) -> None:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        written.append(list(batch))

    writer: BackgroundWriter[str] = BackgroundWriter(write, pause=0, retry=0.01)
    for each in ("tried again", "refused", "kept"):
        writer.put(each)
        assert writer.flush()
    writer.close()
    assert written == [[], ["tried again"], ["kept"]]


def test_statistics_count_a_large_journal_by_day(database: Database) -> None:
    journal = journal_of(database)
    for minute in range(5):
        journal.record(asked(at=NOON + timedelta(minutes=minute)))
    journal.writer.close()
    with database.reading() as session:
        counted = session.execute(
            select(QuestionRow.day, func.count()).group_by(QuestionRow.day)
        ).all()
    assert [(day.isoformat(), count) for day, count in counted] == [("2026-03-01", 5)]
