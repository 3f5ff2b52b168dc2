"""Consistency of bank and database after a kill at any moment of a publication."""

import subprocess
import sys
from pathlib import Path

import pytest

from data.publications import active_publications, read_publications
from qa.retrieval.bank_index import question_vector_store
from tests.helpers.paths import ROOT
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.web_app import settings_of
from web.runtime.composition import compose_answerer
from web.settings import Settings
from web.storage.database import Database
from web.teaching.publication_repository import all_publications
from web.teaching.service import follow_once

pytestmark = pytest.mark.slow


def shared(settings: Settings) -> int:
    database = Database(settings.database_url)
    with database.reading() as session:
        found = all_publications(session)
    database.close()
    return len(found)


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_bank(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_of(home_with_index(tmp_path))
    copies = tmp_path_factory.mktemp("killed")
    program = ROOT / "tests" / "helpers" / "killed_publishing.py"
    done = subprocess.run(
        [sys.executable, program, settings.home, copies],
        env={"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    killed, status = map(int, done.stdout.split())
    assert status == 0
    assert killed >= 20
    homes = sorted(copies.iterdir())
    assert len(homes) == killed + 1
    sources = hashing_parts(settings.home).sources
    moments = []
    for home in homes:
        left = settings_of(home)
        publications = read_publications(left.bank)
        moments.append((shared(left), len(publications)))
        # Raises where the index of that very bank is not whole.
        bank = sources.bank(active_publications(publications))
        parts = hashing_parts(home)
        assert question_vector_store(left.index, bank).load(parts.encoder()).size == len(
            bank.entries
        )
        follow_once(left, parts)
        after = read_publications(left.bank)
        assert len(after) == shared(left) == moments[-1][0]
        # Where the folder agreed already, there is nothing new to compose, but for the last.
        if moments[-1] == (1, 0) or home == homes[-1]:
            assert len(compose_answerer(left, parts=parts).bank) == len(bank.shipped) + 1
    # Old until one moment and new from then on: in the database first, then in the folder.
    assert moments == sorted(moments)
    assert set(moments) == {(0, 0), (1, 0), (1, 1)}
