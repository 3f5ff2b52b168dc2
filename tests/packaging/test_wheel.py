"""The wheel holds every file of the four packages, and nothing else."""

import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.helpers.paths import ROOT

pytestmark = pytest.mark.slow

PACKAGES = ("data", "embeddings", "qa", "web")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a wheel holds that is built from a copy of the tree, beside its metadata."""
    tree = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tree / package, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check"]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    (wheel,) = (tree / "dist").glob("bapta-*.whl")
    with ZipFile(wheel) as archive:
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
