"""Replication of publications between machines that share a database."""

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.publications import Publication, publication_names, read_publications
from data.question_bank import BankQuestion
from qa.answer import Question
from qa.retrieval.bank_index import Bank
from tests.helpers.databases import SECRET
from tests.helpers.desk import app_state
from tests.helpers.teaching import AT, DRONE, LAW, hashing_parts, home_with_index, published
from tests.helpers.web_app import client_of, settings_of
from web.accounts.models import AuditRow
from web.http.problems import ProblemError
from web.runtime.composition import SharedResources, compose_live
from web.runtime.live_answerer import ReloadingAnswerer
from web.settings import Settings
from web.storage.database import Database
from web.teaching import drafts
from web.teaching.publication_repository import all_publications, insert_publications
from web.teaching.publisher import Publisher, bank_state
from web.teaching.replication import (
    MAX_TRIES,
    BankDiffersError,
    ReplicationWorker,
    SharingError,
    sync_publications,
)
from web.teaching.service import follow_once

pytestmark = pytest.mark.slow

SOUP = BankQuestion("Борщты қалай пісіремін?", "kk", LAW, ())


class Machine:
    """A home of its own, with its own connections to the database of all."""

    def __init__(self, home: Path, url: str) -> None:
        self.settings: Settings = settings_of(home_with_index(home), BAPTA_DATABASE_URL=url)
        self.parts: SharedResources = hashing_parts(home)
        self.database = Database(self.settings.database_url)
        self.publisher = Publisher(self.settings, self.parts, self.database)

    @property
    def state(self) -> str:
        _, corpus, bank = self.publisher.load()
        return bank_state(corpus, bank)

    @property
    def here(self) -> tuple[Publication, ...]:
        return read_publications(self.settings.bank)

    @property
    def shared(self) -> tuple[Publication, ...]:
        with self.database.reading() as session:
            return all_publications(session)

    def sync_publications(self) -> tuple[Publication, ...]:
        return sync_publications(self.settings, self.parts, self.database)


@pytest.fixture
def machines(database: Database, tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines with one database of each kind."""
    url = database.engine.url.set(drivername=database.engine.dialect.name)
    found = [
        Machine(tmp_path / name, url.render_as_string(hide_password=False)) for name in ("a", "b")
    ]
    yield found[0], found[1]
    for machine in found:
        machine.database.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path, f"sqlite:///{tmp_path / 'own' / 'bapta.sqlite'}")
    yield machine
    machine.database.close()


def first(answerer: ReloadingAnswerer) -> str:
    return answerer.listing(Question(DRONE.question)).candidates[0].quote.citation.eid


def until(done: Callable[[], bool]) -> None:
    end = monotonic() + 60
    while not done():
        assert monotonic() < end
        sleep(0.01)


def test_publication_reaches_the_other_machine(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    live = compose_live(other.settings, other.parts)
    before = first(live)
    follower = ReplicationWorker(other.settings, other.parts, other.database, interval=0.01)
    live.watch(every=0.01)
    follower.start()
    try:
        with one.database.begin() as session:
            drafts.add(session, "aigul", [DRONE, SOUP])
        one.publisher.publish([DRONE], "aigul", one.state)
        until(lambda: first(live) == "art_24__para_3")
        # The other machine publishes on what it took up.
        assert other.publisher.withdraw(1, "bolat", other.state).number == 2
        until(lambda: first(live) == before)
    finally:
        follower.close()
        live.close()
    assert one.sync_publications() == one.here == other.here == other.shared
    assert [row.withdraws for row in one.here] == [None, 1]
    with one.database.reading() as session:
        trail = session.scalars(select(AuditRow.subject).order_by(AuditRow.id)).all()
        assert [each.entry for each in drafts.unpublished(session)] == [SOUP]
    assert trail == ["publication 1", "publication 2"]


def test_one_of_two_concurrent_publications_is_rejected(machines: tuple[Machine, Machine]) -> None:
    # Both have seen the same bank, and neither has published, when they go on.
    ready = Barrier(2, timeout=60)

    class Waiting(Publisher):
        def prepare(self, bank: Bank) -> None:
            super().prepare(bank)
            ready.wait()

    refused: list[ProblemError] = []

    def publish(machine: Machine, by: str, entry: BankQuestion) -> None:
        publisher = Waiting(machine.settings, machine.parts, machine.database)
        try:
            publisher.publish([entry], by, machine.state)
        except ProblemError as error:
            refused.append(error)

    threads = [
        Thread(target=publish, args=arguments)
        for arguments in zip(machines, ("aigul", "bolat"), (DRONE, SOUP), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = machines[0].shared
    (error,) = refused
    assert (error.problem.status, error.problem.code) == (409, "bank_changed")
    assert error.problem.said == {"who": won.by, "when": won.at}
    assert [machine.sync_publications() for machine in machines] == [(won,), (won,)]
    with machines[0].database.reading() as session:
        assert session.scalars(select(AuditRow.account)).all() == [won.by]


def test_new_machine_and_new_database_receive_all_publications(
    machines: tuple[Machine, Machine],
) -> None:
    one, other = machines
    # As an older Bapta left it: the database has heard of none.
    published(one.settings, 1, DRONE)
    published(one.settings, 2, SOUP)
    with one.database.begin() as session:
        drafts.add(session, "aigul", [DRONE])
    for _ in range(2):
        assert one.sync_publications() == one.here == one.shared
    assert other.sync_publications() == one.here
    compose_live(other.settings, other.parts)
    with one.database.reading() as session:
        assert drafts.unpublished(session) == ()
        trail = session.scalars(select(AuditRow.subject).order_by(AuditRow.id)).all()
    assert trail == ["publication 1", "publication 2"]


def test_differing_bank_is_logged_once_and_not_changed(
    alone: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    published(alone.settings, 1, DRONE)
    published(alone.settings, 3, SOUP)
    other = Publication(1, "bolat", AT, (SOUP,))
    second = replace(other, number=2, at=AT + timedelta(hours=1))
    with alone.database.begin() as session:
        insert_publications(session, [other, second])
    follower = ReplicationWorker(alone.settings, alone.parts, alone.database)
    assert [follower.step(), follower.step()] == [False, False]
    (told,) = caplog.messages
    assert f"Publication 1 in {alone.settings.bank} differs from the one in the database" in told
    assert publication_names(alone.settings.bank) == ("000001.json", "000003.json")
    assert alone.shared == (other, second)
    with pytest.raises(BankDiffersError) as refused:
        alone.publisher.publish([SOUP], "aigul", alone.state)
    assert refused.value.fix == f"mv {alone.settings.bank} {alone.settings.bank}.apart"
    shutil.move(alone.settings.bank, f"{alone.settings.bank}.apart")
    assert follower.step()
    assert alone.here == (other, second)


def complaints(caplog: pytest.LogCaptureFixture) -> int:
    """How often teaching has complained."""
    return sum(record.name == "bapta.teaching" for record in caplog.records)


def test_a_start_without_the_database_answers_with_the_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = Machine(tmp_path / "home", f"sqlite:///{tmp_path / 'file' / 'bapta.sqlite'}")
    (tmp_path / "file").write_text("a file where a folder should be")
    published(away.settings, 1, BankQuestion("Борщ?", "kk", "no-such-act", ()))
    with caplog.at_level(logging.ERROR):
        follow_once(away.settings, away.parts)
    assert "Publications of other machines are not loaded: The database" in caplog.text
    compose_live(away.settings, away.parts)
    caplog.clear()
    follower = ReplicationWorker(
        away.settings, away.parts, away.database, interval=0.01, retry=0.01
    )
    follower.start()
    try:
        until(lambda: complaints(caplog) == 1)
        (tmp_path / "file").unlink()
        # The follower, which tries again all the time, may have made it by now.
        (tmp_path / "file").mkdir(exist_ok=True)
        with away.database.begin() as session:
            insert_publications(session, [Publication(2, "aigul", AT, (DRONE,))])
        until(lambda: len(away.here) == 2)
    finally:
        follower.close()
    assert complaints(caplog) == 1
    assert away.shared == away.here
    assert first(compose_live(away.settings, away.parts)) == "art_24__para_3"
    away.database.close()


def test_a_server_with_accounts_follows_while_it_runs(tmp_path: Path) -> None:
    home = home_with_index(tmp_path)
    parts = hashing_parts(home)
    assert app_state(client_of(home, parts=parts)).features.find(ReplicationWorker) is None
    client = client_of(home, parts=parts, BAPTA_SECRET=SECRET)
    with client:
        follower = app_state(client).features.get(ReplicationWorker)
        assert follower is not None
        assert follower.worker.is_alive
    assert not follower.worker.is_alive


def test_repeated_conflicts_end_in_sharing_error(
    alone: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(alone.settings, 1, DRONE)
    tries: list[int] = []

    def quicker(*_: object) -> None:
        tries.append(1)
        raise IntegrityError("", {}, Exception())

    monkeypatch.setattr("web.teaching.replication.insert_publications", quicker)
    with pytest.raises(SharingError):
        alone.sync_publications()
    assert len(tries) == MAX_TRIES
    monkeypatch.undo()
    assert alone.sync_publications() == alone.here == alone.shared
