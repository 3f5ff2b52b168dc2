"""Fixtures of several test files: the folder of Bapta and the bundled model in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.bundled.install import fetch_model
from tests.helpers.databases import emptied, postgres_server
from tests.helpers.web_app import without_settings
from web.runtime.composition import make_index
from web.settings import read_settings
from web.storage.database import Database

pytest_plugins = ["tests.helpers.browser_fixtures"]

MARKERS = {"bundled_model": "model", "browser": "browser", "postgres_url": "postgres"}
"""The marker of each test that needs the fixture, itself or by another fixture."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the bundled model, a browser or PostgreSQL; put slow files first.

    A slow file that starts last would keep one process busy while the others wait.
    """
    for item in items:
        assert isinstance(item, pytest.Function)
        needed = set(item.fixturenames)
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        # A fixture with this parameter asks for the server only while it runs.
        if any(isinstance(each, str) and each == "postgresql" for each in parameters):
            needed.add("postgres_url")
        for fixture in needed & MARKERS.keys():
            item.add_marker(MARKERS[fixture])
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def bapta_home() -> Path:
    """``BAPTA_HOME`` or its default, so that the model is fetched once for all runs."""
    stated = os.environ.get("BAPTA_HOME")
    if stated:
        return Path(stated).expanduser()
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / "bapta"


@pytest.fixture(scope="session")
def bundled_model(bapta_home: Path) -> Path:
    """The folder of the bundled model, fetched and sound."""
    return fetch_model(bapta_home)


@pytest.fixture
def indexed_home(bapta_home: Path, bundled_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of commands: with the model and a current index, and no setting but it."""
    make_index(read_settings({"BAPTA_HOME": str(bapta_home)}))
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    return bapta_home


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server, started once for all tests."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind, with the newest tables and nothing in them."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'made' / 'bapta.sqlite'}")
    else:
        opened = emptied(request.getfixturevalue("postgres_url"))
    opened.upgrade()
    yield opened
    opened.close()
