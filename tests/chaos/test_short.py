"""Short form of the chaos suite: a kill of each command, a full disk and an index swap."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and limited"),
]


def test_faults_lose_nothing(tmp_path: Path) -> None:
    # In a process without threads, which children are forked from.
    program = [
        sys.executable,
        "-m",
        "tests.helpers.chaos",
        "0",
        "1",
        str(tmp_path / "homes"),
        "short",
    ]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    caused = {row[0].removeprefix("| "): row[1] for row in rows[2:]}
    assert len([name for name in caused if name.startswith("kill of ")]) == 6
    assert "full disk, commands" in caused
    assert caused["index swap"] == "1"
