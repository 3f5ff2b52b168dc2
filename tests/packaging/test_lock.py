"""The lock holds every dependency by its hash, but for torch, whose build differs by platform."""

import re
import tomllib
from typing import Any

import pytest

from tests.helpers.paths import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-extras.lock")
PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ;[^\\]*)? \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", line)[0] for line in requirements}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_dependency_is_locked() -> None:
    needed = names(project()["project"]["dependencies"])
    assert needed - set(pins("requirements.lock")) == {"torch"}
    tools = names(project()["dependency-groups"]["dev"])
    assert tools - set(pins("requirements-dev.lock")) == set()


def test_the_build_uses_what_is_locked() -> None:
    locked = pins("requirements.lock")["setuptools"]
    assert project()["build-system"]["requires"] == [f"setuptools=={locked}"]


def test_every_extra_is_locked() -> None:
    extras = project()["project"]["optional-dependencies"].values()
    needed = {name for extra in extras for name in names(extra)}
    assert needed <= set(pins("requirements-extras.lock"))
    assert set(pins("requirements.lock")) <= set(pins("requirements-extras.lock"))


@pytest.mark.parametrize("other", LOCKS[1:])
def test_locks_agree(other: str) -> None:
    runtime, tools = pins("requirements.lock"), pins(other)
    assert {name: tools[name] for name in runtime.keys() & tools.keys()} == {
        name: runtime[name] for name in runtime.keys() & tools.keys()
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) == len(pins(name)) > 10
    assert [entry.split(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_host_and_no_cuda_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://|--index-url|--find-links", text) == []
    assert [pin for pin in pins(name) if re.match(r"torch$|nvidia-|cuda-|triton$", pin)] == []
