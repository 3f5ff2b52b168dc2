"""The wheel holds every file of the four packages, nothing else, and the same bytes each time."""

import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.supply_chain.build_wheel import PACKAGES

pytestmark = pytest.mark.slow


def build(tree: Path, target: Path, umask: int = 0o022) -> Path:
    """Build as ``make wheel`` does and return the wheel."""
    script = ROOT / "tests" / "helpers" / "supply_chain" / "build_wheel.py"
    command = [sys.executable, str(script), str(tree), str(target)]
    variables = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(command, check=True, capture_output=True, umask=umask, env=variables)
    (wheel,) = target.glob("bapta-*.whl")
    return wheel


def clone(target: Path, umask: int) -> Path:
    """Check the last commit out into ``target``."""
    command = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)]
    subprocess.run(command, check=True, umask=umask)
    return target


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the wheel of the tree holds, beside its metadata."""
    with ZipFile(build(ROOT, tmp_path_factory.mktemp("dist"))) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_every_file(names: set[str]) -> None:
    tree = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == tree


def test_the_law_and_the_templates_are_among_them(names: set[str]) -> None:
    assert "data/shipped/000_bd92600af3e91630.txt" in names
    assert "web/messages/kk.po" in names
    assert {name for name in names if name.startswith("web/templates/")} != set()


def test_two_checkouts_give_the_same_bytes(tmp_path: Path) -> None:
    first = clone(tmp_path / "first", 0o022)
    second = clone(tmp_path / "elsewhere" / "second", 0o077)
    stat = [(tree / "web" / "messages" / "kk.po").stat() for tree in (first, second)]
    assert [each.st_mode & 0o777 for each in stat] == [0o644, 0o600]
    one = build(first, tmp_path / "one")
    # Another time of all files, and of the build.
    for path in second.rglob("*.py"):
        os.utime(path, (time.time() - 86_400,) * 2)
    two = build(second, tmp_path / "two", 0o077)
    assert one.name == two.name
    assert sha256(one.read_bytes()).digest() == sha256(two.read_bytes()).digest()
    commit = subprocess.run(
        ["git", "-C", first, "log", "-1", "--format=%ct"],
        capture_output=True,
        text=True,
        check=True,
    )
    moment = time.gmtime(int(commit.stdout))
    with ZipFile(one) as archive:
        moments = {entry.date_time for entry in archive.infolist()}
    # Zip files count in steps of two seconds.
    assert moments == {(*moment[:5], moment.tm_sec // 2 * 2)}
