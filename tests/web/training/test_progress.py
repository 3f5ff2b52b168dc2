"""Tests of progress: chart, file import and export, accounts, broken files."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from qa.drills.scheduler import Memory
from tests.helpers.accounts import sign_in, token_in
from tests.helpers.databases import SECRET, add_account
from tests.helpers.training import TRAIN, answer, app_state, begin, deck_of, hidden, sitting_in
from tests.helpers.web_app import ACT, client_of
from web.accounts.roles import Role
from web.storage.database import Database
from web.training.progress import Memories, ProgressError, read_progress, write_progress
from web.training.service import Training

pytestmark = pytest.mark.slow

KNOWN = Memory(2, None, 3.1234, 5.0, 1_800_000_000, 1_790_000_000, 4, 1)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(tmp_path_factory.mktemp("home"), language="en")


def keys_of(client: TestClient, article: str, count: int) -> list[str]:
    deck = deck_of(client)
    return [spec.key for spec in deck.choose(article=article)][:count]


def load(client: TestClient, content: str | bytes, **fields: str) -> tuple[int, str]:
    files = {"file": ("progress.json", content, "application/json")}
    response = client.post(f"{TRAIN}/import", files=files, data=fields)
    return response.status_code, response.text


def test_progress_file_round_trip() -> None:
    law = load_corpus().default
    memories = {"gap:art_24__para_3:1-2:0123456789": KNOWN}
    assert read_progress(write_progress(law, memories), law) == memories
    assert read_progress(" ", law) == {}


def progress_of(**members: object) -> str:
    sound: dict[str, object] = {
        "format": "bapta-progress",
        "version": 1,
        "act": ACT,
        "edition": "first",
        "cards": {},
    }
    return json.dumps({**sound, **members})


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "null",
        progress_of(format="other"),
        progress_of(version=2),
        progress_of(extra=1),
        progress_of(cards={"nonsense": [2, None, 3.0, 5.0, 0, 0, 1, 0]}),
        progress_of(cards={"gap:art_1::0123456789": [2, None, 3.0]}),
        progress_of(cards={"gap:art_1::0123456789": [9, None, 3.0, 5.0, 0, 0, 1, 0]}),
        progress_of(cards={"gap:art_1::0123456789": [2, 0, 3.0, 5.0, 0, 0, 1, 0]}),
        progress_of(cards={"gap:art_1::0123456789": [2, None, -1, 5.0, 0, 0, 1, 0]}),
        progress_of(cards={"gap:art_1::0123456789": [2, None, 3.0, 5.0, 0, 0, 1, 2]}),
        progress_of(cards={"gap:art_1::0123456789": [2, None, 3.0, 5.0, 10**20, 0, 1, 0]}),
        progress_of().replace("{}", '{"gap:art_1::0123456789": [2, null, NaN, 5, 0, 0, 1, 0]}'),
    ],
)
def test_a_broken_file_is_refused_and_nothing_changes(client: TestClient, content: str) -> None:
    status, page = load(client, content)
    assert status == 422
    assert "The file is damaged or does not contain progress. Nothing was changed." in page
    with pytest.raises(ProgressError):
        read_progress(content, load_corpus().default)
    for step in ("session", "progress", "export"):
        assert client.post(f"{TRAIN}/{step}", data={"progress": content}).status_code == 422


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 10, b" " * (1024 * 1024 + 5)])
def test_binary_progress_file_is_refused(client: TestClient, content: bytes) -> None:
    assert load(client, content)[0] in {413, 422}


def test_a_file_of_another_act_is_refused(client: TestClient) -> None:
    status, page = load(client, progress_of(act="other"))
    assert (status, "This file contains progress for another law." in page) == (422, True)


def test_a_file_of_another_edition_keeps_what_is_the_same(client: TestClient) -> None:
    (kept,) = keys_of(client, "art_24", 1)
    state = [2, None, 3.0, 5.0, 0, 0, 1, 0]
    gone = "gap:art_24__para_3:1-2:0123456789"
    status, page = load(client, progress_of(edition="2019", cards={kept: state, gone: state}))
    assert status == 200
    assert "1 card was restored from the file." in page
    assert "1 card is out of date: its provision has changed. The new text comes first." in page
    assert set(json.loads(hidden(page)["progress"])["cards"]) == {kept, gone}


def test_the_file_goes_out_and_comes_in_again(client: TestClient) -> None:
    told = answer(client, begin(client))
    carried = hidden(told)["progress"]
    saved = client.post(f"{TRAIN}/export", data={"progress": carried})
    assert saved.headers["content-disposition"] == f'attachment; filename="bapta-{ACT}.json"'
    status, page = load(client, saved.content)
    assert (status, hidden(page)["progress"]) == (200, carried)


def test_the_plot_by_article(client: TestClient) -> None:
    law = load_corpus().default
    keys = keys_of(client, "art_24", 3)
    learning = Memory(1, 0, 1.0, 5.0, 0, 0, 1, 1)
    memories = {keys[0]: KNOWN, keys[1]: KNOWN, keys[2]: learning}
    page = client.post(f"{TRAIN}/progress", data={"progress": write_progress(law, memories)}).text
    cards = len(deck_of(client).choose(article="art_24"))
    row = page[page.index(f'href="/acts/{ACT}/art_24"') :].split("</tr>")[0]
    assert f'<span class="tally">2 / {cards}</span>' in row
    assert f'aria-label="Learnt: 2, learning: 1, total: {cards}"' in row
    assert f'class="done" width="{round(200 / cards, 1)}"' in row
    assert f'class="learning" width="{round(300 / cards, 1)}"' in row
    assert not re.search(r"\sstyle=", page)


def test_session_carries_only_memories_of_its_cards(client: TestClient) -> None:
    law = load_corpus().default
    keys = list(deck_of(client).by_key)[:300]
    progress = write_progress(law, dict.fromkeys(keys, KNOWN))
    page = begin(client, progress=progress, kept="1")
    carried = set(json.loads(hidden(page)["progress"])["cards"])
    assert carried == set(sitting_in(client, page).keys) & set(keys)
    told = answer(client, page)
    assert "data-keep=" in told
    without = begin(client, progress=progress)
    assert set(json.loads(hidden(without)["progress"])["cards"]) == set(keys)


def test_memories_of_an_account(database: Database) -> None:
    add_account(database, "aigul", Role.LEARNER)
    memories = Memories(database)
    memories.keep(1, ACT, {"a": KNOWN, "b": KNOWN})
    later = Memory(3, 0, 1.5, 6.0, 4_000_000_000, 2, 5, 2)
    memories.keep(1, ACT, {"a": later}, {"b"})
    assert memories.of(1, ACT) == {"a": later}
    assert (memories.of(1, "other"), memories.of(2, ACT)) == ({}, {})


def test_progress_with_an_account_is_in_the_database(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en", BAPTA_SECRET=SECRET)
    add_account(app_state(client).database, "aigul", Role.LEARNER)
    assert f'href="/sign-in?to={TRAIN}"' in client.get("/train").text
    assert sign_in(client) == 303
    start = client.get("/train").text
    assert "Your progress is stored in your account." in start
    token = token_in(start)
    page = begin(client, csrf=token)
    assert "progress" not in hidden(page)
    told = answer(client, page)
    key = sitting_in(client, page).keys[0]
    kept = app_state(client).features.get(Training).memories.of(1, ACT)
    assert list(kept) == [key]
    assert (kept[key].seen, kept[key].missed) == (1, 0)
    assert "data-keep" not in told
    plot = client.post(f"{TRAIN}/progress", data={"csrf": token}).text
    assert "Today: 1 of" in plot
    saved = client.post(f"{TRAIN}/export", data={"csrf": token}).json()
    assert list(saved["cards"]) == [key]
    state = [2, None, 3.0, 5.0, 0, 0, 9, 1]
    other = keys_of(client, "art_24", 1)[0]
    assert load(client, progress_of(cards={other: state}), csrf=token)[0] == 200
    assert set(app_state(client).features.get(Training).memories.of(1, ACT)) == {key, other}
    # A request that does not bear the token of the sign-in changes nothing.
    assert client.post(f"{TRAIN}/answer", data={**hidden(page), "csrf": ""}).status_code == 403
