"""Publications: immediate effect, withdrawal and rejection."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from data.corpus import Corpus
from data.publications import active_publications, read_publications
from data.question_bank import BankQuestion
from qa.answer import Question
from qa.retrieval.bank_index import Bank, merge_bank
from tests.helpers.accounts import trail
from tests.helpers.desk import edition
from tests.helpers.teaching import DRONE, LAW, hashing_parts, home_with_index
from tests.helpers.web_app import client_of, settings_of
from web.http.problems import ProblemError
from web.runtime.composition import compose_corpus, compose_live
from web.runtime.live_answerer import ReloadingAnswerer
from web.settings import Settings
from web.storage.database import Database
from web.teaching import drafts
from web.teaching.models import DraftEntryRow
from web.teaching.publisher import Publisher, bank_state, check_entries

pytestmark = pytest.mark.slow

SOUP = BankQuestion("Борщты қалай пісіремін?", "kk", LAW, ())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(home_with_index(tmp_path))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def publisher(settings: Settings, database: Database) -> Publisher:
    return Publisher(settings, hashing_parts(settings.home), database)


def state(settings: Settings) -> str:
    corpus = compose_corpus(settings)
    return bank_state(
        corpus, merge_bank(corpus, active_publications(read_publications(settings.bank)))
    )


def first(answerer: ReloadingAnswerer) -> str:
    return answerer.listing(Question(DRONE.question)).candidates[0].quote.citation.eid


def refusal(call: object, *arguments: object) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(ProblemError) as refused:
        call(*arguments)  # type: ignore[operator]
    problem = refused.value.problem
    return problem.status, problem.code, dict(problem.said)


def test_an_entry_goes_live_and_is_withdrawn(settings: Settings, database: Database) -> None:
    live = compose_live(settings, hashing_parts(settings.home))
    before = first(live)
    publisher = Publisher(settings, hashing_parts(settings.home), database, live.refresh)
    with database.begin() as session:
        drafts.add(session, "aigul", [DRONE, SOUP])
    one = publisher.publish([DRONE], "aigul", state(settings))
    assert (one.number, first(live)) == (1, "art_24__para_3")
    back = publisher.withdraw(1, "bolat", state(settings))
    assert (back.number, back.withdraws, first(live)) == (2, 1, before)
    assert trail(database) == [
        ("aigul", "teaching.publish", "publication 1"),
        ("bolat", "teaching.take_back", "publication 2"),
    ]
    with database.reading() as session:
        rows = session.scalars(select(DraftEntryRow).order_by(DraftEntryRow.id)).all()
        assert [row.publication for row in rows] == [1, None]
        assert [each.entry for each in drafts.unpublished(session)] == [SOUP]


def test_second_concurrent_publication_is_rejected(
    settings: Settings, publisher: Publisher
) -> None:
    base = state(settings)
    at = publisher.publish([DRONE], "aigul", base).at
    said = {"who": "aigul", "when": at}
    assert refusal(publisher.publish, [SOUP], "bolat", base) == (409, "bank_changed", said)
    assert refusal(publisher.withdraw, 1, "bolat", base) == (409, "bank_changed", said)
    assert len(read_publications(settings.bank)) == 1


def test_replay_of_other_acts_is_rejected(settings: Settings, publisher: Publisher) -> None:
    assert refusal(publisher.publish, [SOUP], "bolat", "0" * 64) == (409, "law_changed", {})


def test_unpublishable_entries_are_named(settings: Settings, publisher: Publisher) -> None:
    base = state(settings)
    gone = BankQuestion("Жоқ бап?", "kk", LAW, ("art_1", "art_99"))
    other = BankQuestion("Жоқ заң?", "kk", "other", ())
    empty = BankQuestion("Бос па?", "kk", LAW, ("art_16__para_1__point_1", "art_24"))
    double = BankQuestion("борщты ҚАЛАЙ пісіремін", "kk", LAW, ())
    for entries, code, eid, question in (
        ([SOUP, gone], "entry_gone", f"{LAW}:art_99", "Жоқ бап?"),
        ([other], "entry_gone", "other", "Жоқ заң?"),
        ([empty], "entry_empty", f"{LAW}:art_24", "Бос па?"),
    ):
        said = {"eid": eid, "question": question}
        assert refusal(publisher.publish, entries, "aigul", base) == (422, code, said)
    said = {"question": double.question}
    assert refusal(publisher.publish, [SOUP, double], "a", base) == (422, "entry_double", said)
    assert refusal(publisher.publish, [], "a", base) == (422, "no_entries", {})
    assert not list(settings.bank.glob("*.json"))


def test_a_provision_that_was_repealed_meanwhile_is_named() -> None:
    corpus = Corpus((edition("1-бап. Міндет\nАлып тасталды\n", "second"),))
    entry = BankQuestion("Міндет қандай?", "kk", "small", ("art_1",))
    said = {"eid": "small:art_1", "question": entry.question}
    assert refusal(check_entries, corpus, Bank(), [entry]) == (422, "entry_empty", said)


def test_withdrawn_publication_cannot_be_withdrawn_again(
    settings: Settings, publisher: Publisher
) -> None:
    publisher.publish([SOUP], "aigul", state(settings))
    assert refusal(publisher.withdraw, 2, "a", state(settings))[:2] == (404, "no_publication")
    publisher.withdraw(1, "aigul", state(settings))
    assert refusal(publisher.withdraw, 1, "a", state(settings))[:2] == (409, "taken_back")
    assert refusal(publisher.withdraw, 2, "a", state(settings))[:2] == (404, "no_publication")


def test_another_process_takes_the_publication_up(settings: Settings, publisher: Publisher) -> None:
    other = compose_live(settings, hashing_parts(settings.home))
    other.watch(every=0.01)
    try:
        publisher.publish([DRONE], "aigul", state(settings))
        for _ in range(2000):
            if first(other) == "art_24__para_3":
                break
        else:
            raise AssertionError
    finally:
        other.close()


def test_no_question_fails_while_publications_swap_in(
    settings: Settings, database: Database
) -> None:
    live = compose_live(settings, hashing_parts(settings.home))
    live.watch(every=0.01)
    client = client_of(settings.home, live)
    statuses: set[int] = set()
    done = Event()

    def ask() -> None:
        while not done.is_set():
            told = client.post("/api/chat", json={"question": DRONE.question, "top_k": 2})
            statuses.add(told.status_code)

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    publisher = Publisher(settings, hashing_parts(settings.home), database, live.refresh)
    try:
        for entry in (DRONE, SOUP):
            publisher.publish([entry], "aigul", state(settings))
        publisher.withdraw(1, "aigul", state(settings))
    finally:
        done.set()
        for thread in threads:
            thread.join()
        live.close()
    assert statuses == {200}
