"""Tests of popular provisions from the journal."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.training import TRAIN, app_state, begin, deck_of, sitting_in
from tests.helpers.web_app import ACT, chat, client_of
from web.journal.journal import Journal
from web.training.service import Training

pytestmark = pytest.mark.slow

ASKED = "What people ask most"


def asked(client: TestClient) -> list[str]:
    return list(app_state(client).features.get(Training).asked_most.eids(ACT))


def test_popular_provisions_come_first(tmp_path: Path) -> None:
    with client_of(tmp_path, language="en", BAPTA_JOURNAL="on") as client:
        assert ASKED not in client.get("/train").text
        for question in ("24-баптың 3-тармағы", "6-баптың 4-тармағы", "24-баптың 3-тармағы"):
            chat(client, question)
        journal = app_state(client).features.get(Journal)
        assert journal is not None
        assert journal.writer.flush()
        assert asked(client) == ["art_24__para_3", "art_6__para_4"]
        assert ASKED in client.get("/train").text
        keys = sitting_in(client, begin(client, part="asked")).keys
        deck = deck_of(client)
        eids = [deck.by_key[key].eid for key in keys]
        assert set(eids) == {"art_24__para_3", "art_6__para_4"}
        assert eids == sorted(eids)


def test_popularity_is_empty_without_journal(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en", BAPTA_JOURNAL="off")
    assert asked(client) == []
    assert client.post(f"{TRAIN}/session", data={"part": "asked"}).status_code == 422


def test_training_goes_on_without_the_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    client = client_of(
        tmp_path,
        language="en",
        BAPTA_JOURNAL="on",
        BAPTA_DATABASE_URL=f"sqlite:///{tmp_path}/file/bapta.sqlite",
    )
    assert client.get("/train").status_code == 200
    assert "1 of 10" in begin(client)
