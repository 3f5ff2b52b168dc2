"""What several test files need: the folder of Bapta and the bundled model in it."""

import os
from pathlib import Path

import pytest

from embeddings.bundled import fetch_model


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
