"""Tests of the bank stores: a publication is indexed and changes nothing else."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from data.question_bank import BankQuestion
from embeddings.errors import IndexMissingError
from qa.answer import Question
from tests.helpers.teaching import DRONE, LAW, hashing_parts, home_with_index, published
from tests.helpers.web_app import settings_of
from web.cli.main import main
from web.runtime.composition import compose_answerer, compose_live, make_index
from web.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(home_with_index(tmp_path))


def folders(settings: Settings) -> set[str]:
    return {path.name for path in (settings.index / "questions").iterdir()}


def test_own_entry_is_found_after_indexing(settings: Settings) -> None:
    before = compose_answerer(settings, parts=hashing_parts(settings.home))
    stood = folders(settings)
    metric = (settings.index / "metric" / "manifest.json").read_bytes()
    published(settings, 1, DRONE)
    with pytest.raises(IndexMissingError):
        compose_answerer(settings, parts=hashing_parts(settings.home))
    assert make_index(settings, parts=hashing_parts(settings.home))[1]
    after = compose_answerer(settings, parts=hashing_parts(settings.home))
    first = after.rank(Question(DRONE.question)).candidates[0]
    assert (first.act, first.eid) == (LAW, "art_24__para_3")
    assert before.rank(Question(DRONE.question)).candidates[0].eid != "art_24__para_3"
    # The metric stays, and the index of the previous bank is removed.
    assert (settings.index / "metric" / "manifest.json").read_bytes() == metric
    assert len(folders(settings)) == len(stood) == 2
    assert folders(settings) != stood


def test_own_entry_does_not_change_other_vectors(settings: Settings) -> None:
    before = compose_answerer(settings, parts=hashing_parts(settings.home))
    published(settings, 1, BankQuestion("Борщ пісіру?", "kk", LAW, ()))
    make_index(settings, parts=hashing_parts(settings.home))
    after = compose_answerer(settings, parts=hashing_parts(settings.home))
    asked = [one._ranker._scorer._banked[LAW].channel._vectors for one in (before, after)]
    assert len(asked[1]) == len(asked[0]) + 1
    np.testing.assert_array_equal(asked[1][:-1], asked[0])


def test_entry_of_a_removed_provision_is_left_out(settings: Settings) -> None:
    gone = BankQuestion("Жоқ бап?", "kk", LAW, ("art_99",))
    half = BankQuestion("Екеуі?", "kk", LAW, ("art_99", "art_1"))
    published(settings, 1, gone, half, BankQuestion("?", "kk", "other", ()))
    own = hashing_parts(settings.home).sources.bank().own
    assert own == (BankQuestion("Екеуі?", "kk", LAW, ("art_1",)),)
    told = CliRunner().invoke(main, ("check",), env={"BAPTA_HOME": str(settings.home)})
    assert told.output.splitlines()[-4:] == [
        "Own questions: 3 in 1 publications",
        f"  noted  {LAW}:art_99  is no longer in the act: Жоқ бап?",
        f"  noted  {LAW}:art_99,art_1  is no longer in the act: Екеуі?",
        "  noted  other:  is no longer in the act: ?",
    ]
    assert told.exit_code == 0


def test_server_reloads_after_a_publication(settings: Settings) -> None:
    live = compose_live(settings, hashing_parts(settings.home))
    other = settings_of(settings.home)
    # The index precedes the file, as in a publication.
    compose = live._look()
    published(settings, 1, DRONE)
    make_index(settings, parts=hashing_parts(settings.home))
    assert live._look() != compose
    live.refresh()
    found = live.listing(Question(DRONE.question)).candidates[0].quote.citation
    assert found.eid == "art_24__para_3"
    assert other.bank == settings.bank


def test_folders_of_an_older_version_are_removed(settings: Settings) -> None:
    questions = settings.index / "questions"
    (questions / "metric").mkdir()
    (questions / "metric" / "manifest.json").write_text("{}", "utf-8")
    (questions / "manifest.json").write_text("{}", "utf-8")
    stood = folders(settings) - {"metric", "manifest.json"}
    assert not make_index(settings, parts=hashing_parts(settings.home))[1]
    assert folders(settings) == stood
