"""The guide for operators names commands, settings, options and metrics that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from tests.helpers.paths import ROOT
from web.background import BackgroundWorker
from web.cli.main import main
from web.runtime.metrics import Metrics
from web.settings import SETTINGS

GUIDE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def test_each_command_and_option_exists() -> None:
    named = re.findall(r"bapta ([a-z]+)(?: ([a-z]+))?((?: [^`\n]*)?)", GUIDE)
    checked = 0
    for first, second, rest in named:
        command = main.commands.get(first)
        if command is None:
            continue
        if isinstance(command, click.Group):
            command = command.commands[second]
        known = {name for parameter in command.params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, (first, second)
        checked += 1
    assert checked >= 15


def test_each_setting_exists() -> None:
    assert set(re.findall(r"BAPTA_[A-Z_]+", GUIDE)) <= {each.name for each in SETTINGS}


def test_each_metric_exists() -> None:
    counted = Metrics(None, lambda: 1, [BackgroundWorker("sample", lambda: None)]).text().decode()
    for name in re.findall(r"`(bapta_(?:answer|handover|worker)[a-z_]+)`", GUIDE):
        assert f"# HELP {name} " in counted or f"# HELP {name.removesuffix('_total')}" in counted


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_service_is_hardened(tmp_path: Path) -> None:
    unit = re.search(r"```ini\n(\[Unit\].*?)```", GUIDE, re.DOTALL)
    assert unit
    file = tmp_path / "bapta.service"
    file.write_text(unit[1])
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(file)]
    rated = subprocess.run(command, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout[-500:]
