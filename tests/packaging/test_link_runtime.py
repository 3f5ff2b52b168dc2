"""The environment that the wheel is started in has what the lock holds, and nothing more."""

import subprocess
import sys
import sysconfig
from importlib.metadata import distribution, distributions, version
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.supply_chain.link_runtime import link_package, locked, required

INSTALLED = {name: distribution(name) for name in ("click", "pytest", "jinja2", "markupsafe")}
HASH = " \\\n    --hash=sha256:0"


@pytest.mark.slow
def test_the_linked_environment_has_no_development_dependency(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True)
    script = ROOT / "tests" / "helpers" / "supply_chain" / "link_runtime.py"
    command = [sys.executable, str(script), str(ROOT / "requirements.lock"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    site = sysconfig.get_path("purelib", vars={"base": str(tmp_path)})
    linked = {each.metadata["Name"].lower() for each in distributions(path=[site])}
    assert done.stdout == f"{len(linked)} packages are linked into {site}\n"
    assert {"torch", "fastapi", "numpy"} <= linked
    assert not {"pytest", "mypy", "ruff", "playwright", "bapta"} & linked
    python = tmp_path / "bin" / "python"
    code = "import torch, numpy, fastapi; print(torch.__file__)"
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.startswith(site)
    missing = subprocess.run([python, "-c", "import pytest"], capture_output=True, check=False)
    assert missing.returncode == 1


def test_a_pin_for_another_platform_is_left_out() -> None:
    lock = f"click=={version('click')}{HASH}\ncolorama==0.4.6 ; sys_platform == 'win32'{HASH}\n"
    assert [name for name, _ in locked(lock, INSTALLED)] == ["click"]


@pytest.mark.parametrize(
    ("pin", "told"),
    [
        ("click==0.1", f"The lock holds click==0.1, but the environment has {version('click')}."),
        ("absent==1", "The lock holds absent==1, but the environment does not have it."),
    ],
)
def test_a_package_that_is_not_as_locked_is_told(pin: str, told: str) -> None:
    with pytest.raises(SystemExit) as caught:
        list(locked(f"{pin}{HASH}\n", INSTALLED))
    assert str(caught.value) == told


def test_what_a_package_needs_comes_with_it() -> None:
    # Babel belongs to an extra of Jinja.
    assert [name for name, _ in required("Jinja2", INSTALLED)] == ["jinja2", "markupsafe"]
    with pytest.raises(SystemExit) as caught:
        list(required("Jinja2", {"jinja2": INSTALLED["jinja2"]}))
    assert str(caught.value) == "Jinja2 needs markupsafe, which is not installed."


def test_programs_of_a_package_are_not_linked(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3" / "site-packages"
    link_package(INSTALLED["pytest"], site)
    link_package(INSTALLED["pytest"], site)
    assert (site / "pytest" / "__init__.py").read_bytes() != b""
    assert not (tmp_path / "bin").exists()
