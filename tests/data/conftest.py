"""The small act that tests of ingestion store, and the home that they store it in."""

from pathlib import Path

import pytest

from tests.helpers.ingestion import TEXT


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "act.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
