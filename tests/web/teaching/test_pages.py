"""Pages of the draft, of a replay with its decision, and of the bank."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.publications import read_publications
from data.question_bank import BankQuestion
from qa.evaluation import dataset
from tests.helpers.desk import app_state, signed_in, texts
from tests.helpers.teaching import (
    DRONE,
    LAW,
    hashing_parts,
    home_with_index,
    published,
    wait_for_replays,
)
from tests.helpers.web_app import chat, settings_of
from web.accounts.roles import Role
from web.runtime.composition import compose_live, make_index
from web.teaching import drafts
from web.teaching.replays import Replays

pytestmark = pytest.mark.slow

SOUP = BankQuestion("Борщты қалай пісіремін?", "kk", LAW, ())
GONE = BankQuestion("Жоқ бап қайда?", "kk", LAW, ("art_99",))
DRAFT = "/desk/teaching/draft"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dataset, "EVALUATION", tmp_path / "none")
    return home_with_index(tmp_path)


@pytest.fixture
def editor(home: Path) -> TestClient:
    parts = hashing_parts(home)
    return signed_in(home, Role.EDITOR, compose_live(settings_of(home), parts), parts)


def draft(client: TestClient, *entries: BankQuestion) -> None:
    with app_state(client).database.begin() as session:
        drafts.add(session, "aigul", entries)


def replayed(client: TestClient) -> str:
    started = client.post("/desk/teaching/replays", data={"newest": "0"})
    assert started.status_code == 303
    wait_for_replays(app_state(client).features.get(Replays))
    return str(started.headers["location"])


def first(client: TestClient) -> str:
    found = chat(client, DRONE.question)["passages"]
    return str(found[0]["citation"]["eid"]) if found else ""


@pytest.mark.parametrize("path", ["draft", "bank", "replays/1"])
def test_pages_require_the_editor_role(home: Path, path: str) -> None:
    operator = signed_in(home, Role.OPERATOR, parts=hashing_parts(home))
    assert operator.get(f"/desk/teaching/{path}").status_code == 403


def test_an_entry_is_replayed_published_and_withdrawn(editor: TestClient) -> None:
    before = first(editor)
    draft(editor, DRONE, SOUP)
    page = editor.get(DRAFT)
    assert page.headers["cache-control"] == "no-store"
    assert texts(page.text, r'class="asks"[^>]*>(.*?)<') == [DRONE.question, SOUP.question]
    assert '<a href="/acts/kz-internal-affairs/art_24#art_24__para_3">Article 24' in page.text
    assert "the law does not say" in page.text
    where = replayed(editor)
    told = editor.get(where)
    assert 'data-state="done"' in told.text
    assert "2 entries" in told.text
    # No right answer is lost, so nobody is asked to be sure of it.
    assert 'name="sure"' not in told.text
    done = editor.post(f"{where}/publish")
    assert (done.status_code, done.headers["location"]) == (303, "/desk/teaching/bank")
    assert first(editor) == "art_24__para_3"
    assert "There are no entries to publish" in editor.get(DRAFT).text
    bank = editor.get("/desk/teaching/bank").text
    assert "Publication 1" in bank
    (base,) = set(texts(bank, r'name="base" value="(\w+)"'))
    back = editor.post("/desk/teaching/bank/1/take-back", data={"base": base})
    assert back.status_code == 303
    assert first(editor) == before
    assert "Withdrawn: its entries are not used." in editor.get("/desk/teaching/bank").text
    again = editor.post("/desk/teaching/bank/1/take-back", data={"base": base})
    assert again.status_code == 409
    assert "This publication has already been withdrawn." in again.text
    assert editor.post("/desk/teaching/bank/9/take-back", data={"base": base}).status_code == 404


def test_conflict_names_the_first_editor(editor: TestClient, home: Path) -> None:
    draft(editor, DRONE)
    where = replayed(editor)
    # Another process publishes meanwhile.
    published(settings_of(home), 1, SOUP, by="bolat")
    refused = editor.post(f"{where}/publish")
    assert refused.status_code == 409
    said = refused.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Last publication: bolat, 1 March 2026, 09:30 UTC." in said
    assert len(read_publications(home / "bank")) == 1


def test_an_entry_whose_provision_is_gone_is_named_and_removed(editor: TestClient) -> None:
    draft(editor, DRONE, GONE)
    refused = editor.post("/desk/teaching/replays", data={"newest": "0"})
    assert refused.status_code == 422
    assert f"The entry “{GONE.question}” points to the provision {LAW}:art_99" in refused.text
    # What is gone is named without a link.
    assert f"<span>{LAW}:art_99</span>" in refused.text
    assert editor.post(f"{DRAFT}/2/remove").headers["location"] == DRAFT
    assert GONE.question not in editor.get(DRAFT).text
    assert editor.post(f"{DRAFT}/2/remove").status_code == 404


def test_bad_numbers_are_refused(editor: TestClient) -> None:
    for newest in ("-1", "10001", "many"):
        assert editor.post("/desk/teaching/replays", data={"newest": newest}).status_code == 422
    for path in ("replays/1", "replays/1?page=0", "replays/x"):
        assert editor.get(f"/desk/teaching/{path}").status_code in {404, 422}


def test_a_rejected_replay_is_listed(editor: TestClient) -> None:
    draft(editor, DRONE)
    where = replayed(editor)
    assert editor.post(f"{where}/reject").headers["location"] == DRAFT
    page = editor.get(DRAFT).text
    assert DRONE.question in page
    assert texts(page, r"Replay 1</a> <span class=\"small\">(\w+)") == ["Rejected"]
    assert editor.post(f"{where}/publish").status_code == 409


def test_an_entry_that_lost_its_provision_is_marked_in_the_bank(home: Path) -> None:
    settings = settings_of(home)
    published(settings, 1, GONE, DRONE)
    make_index(settings, parts=hashing_parts(settings.home))
    parts = hashing_parts(home)
    client = signed_in(home, Role.EDITOR, compose_live(settings, parts), parts)
    page = client.get("/desk/teaching/bank").text
    assert page.count("is no longer in the law. The entry now leads only to its other") == 1
    assert first(client) == "art_24__para_3"


def test_a_replay_that_runs_looks_again_without_a_script(editor: TestClient) -> None:
    # As one of another process, of which only the row is seen: this one runs none any more.
    app_state(editor).features.get(Replays).close()
    draft(editor, DRONE)
    where = str(editor.post("/desk/teaching/replays").headers["location"])
    page = editor.get(where).text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert f'data-again="{where}"' in page
    assert "Another replay is running" in editor.post("/desk/teaching/replays").text
    assert editor.post(f"{where}/cancel").status_code == 303
    assert 'data-state="cancelled"' in editor.get(where).text
