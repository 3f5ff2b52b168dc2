"""Tests of ``bapta model export``."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from embeddings.bundled.download import BUNDLED
from tests.helpers.small_delta import fetch_small_model
from web.cli.main import main

pytestmark = pytest.mark.slow


def test_model_is_exported_and_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    model = fetch_small_model(tmp_path / "made").rename(tmp_path / "small")
    monkeypatch.setenv("BAPTA_HOME", str(home))
    told = CliRunner().invoke(main, ("model", "export", str(model)))
    target = home / "models" / "small"
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[-1] == (
        f"The export is in {target}. Set BAPTA_MODEL={target} and run: bapta index build"
    )
    monkeypatch.setenv("BAPTA_MODEL", str(target))
    told = CliRunner().invoke(main, ("index", "build"))
    assert told.exit_code == 0, told.output
    monkeypatch.delenv("BAPTA_MODEL")
    told = CliRunner().invoke(main, ("index", "info"))
    assert "model: small@" in told.stdout


def test_bundled_model_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    folder = fetch_small_model(tmp_path)
    for name in (BUNDLED, str(folder)):
        told = CliRunner().invoke(main, ("model", "export", name))
        assert told.exit_code == 2
        assert told.stderr == (
            f"bapta: {folder} contains something other than an export and is not overwritten. "
            "Choose another folder with --to.\n"
        )
