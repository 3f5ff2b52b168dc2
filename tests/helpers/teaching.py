"""Parts of the tests of teaching: a home with an index by the encoder of the tests."""

import atexit
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from data.publications import Publication, write_publication
from data.question_bank import BankQuestion
from qa.retrieval.word_tables import remove_tables
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.polling import until
from tests.helpers.web_app import settings_of
from web.runtime.composition import (
    SharedResources,
    build_tables,
    load_shared_resources,
    make_index,
)
from web.settings import Settings
from web.teaching.replays import Replays

LAW = "kz-internal-affairs"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
# Letters that stand nowhere else, so that it is found by them alone.
DRONE = BankQuestion("Квадрокоптерлерге дронға шағымданайыншы?", "kk", LAW, ("art_24__para_3",))


def hashing_parts(home: Path) -> SharedResources:
    """A small encoder that needs no model, and the acts and the bank of ``home``."""
    encoder = HashingEncoder(64)
    return replace(load_shared_resources(settings_of(home)), encoder=lambda: encoder)


@cache
def _made() -> Path:
    home = Path(mkdtemp(prefix="bapta-teaching-"))
    atexit.register(shutil.rmtree, home)
    settings, parts = settings_of(home), hashing_parts(home)
    make_index(settings, parts=parts)
    build_tables(settings, parts)
    return home


def home_with_index(home: Path) -> Path:
    """``home`` with an index of the shipped acts and bank, complete as a command builds it."""
    shutil.copytree(_made(), home, dirs_exist_ok=True)
    return home


def home_without_tables(home: Path) -> Path:
    """``home`` with an index as of an earlier version, which has no tables of words."""
    remove_tables(settings_of(home_with_index(home)).index)
    return home


def published(settings: Settings, number: int, *entries: BankQuestion, by: str = "aigul") -> None:
    """Put a publication into the bank, without an index of it."""
    write_publication(settings.bank, Publication(number, by, AT, entries))


def wait_for_replays(replays: Replays) -> None:
    """Wait until this process runs no replay."""
    until(lambda: not replays._replay_ids, 60)
