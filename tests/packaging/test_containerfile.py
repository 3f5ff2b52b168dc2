"""The Containerfile: its rules, and all of its steps run in a plain folder."""

import os
import shutil
import signal
import subprocess
import sysconfig
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.supply_chain.containerfile import Instruction, PlainBuild, read_instructions
from web.cli.serve import listen

PATIENCE = 300
FIREARM = '{"question": "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?"}'


@pytest.fixture(scope="module")
def instructions() -> list[Instruction]:
    return read_instructions(ROOT / "Containerfile")


def last_stage(instructions: list[Instruction]) -> dict[str, Instruction]:
    """Return the last instruction of each name in the stage that becomes the image."""
    start = max(n for n, each in enumerate(instructions) if each.name == "FROM")
    return {each.name: each for each in instructions[start:]}


def test_image_runs_as_nobody_and_answers_signals(instructions: list[Instruction]) -> None:
    image = last_stage(instructions)
    user, _, group = image["USER"].arguments.partition(":")
    assert int(user) >= 10_000
    assert int(group) >= 10_000
    # The exec form: with a shell between, no signal would reach the server.
    assert image["ENTRYPOINT"].words == ["bapta"]
    assert image["CMD"].words[0] == "serve"
    assert image["STOPSIGNAL"].arguments == "SIGTERM"
    assert "/healthz" in image["HEALTHCHECK"].arguments
    assert image["VOLUME"].arguments == "/var/lib/bapta"


def test_everything_that_is_copied_is_in_the_context(instructions: list[Instruction]) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        source.partition("/")[0]
        for each in instructions
        if each.name == "COPY" and not each.arguments.startswith("--from=")
        for source in each.words[:-1]
    }
    assert "*" in ignored
    assert copied == kept
    assert [name for name in kept if not (ROOT / name).exists()] == []


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="Only root gives a folder to another user.")
@pytest.mark.parametrize("content", ["image", "volume"])
def test_every_step_runs_and_the_image_answers(
    instructions: list[Instruction],
    tmp_path: Path,
    bapta_home: Path,
    indexed_home: Path,
    content: str,
) -> None:
    packages = sysconfig.get_path("purelib")

    def layer(stage: str, root: Path) -> None:
        """Put in place what takes minutes: the locked packages, model and index."""
        (site,) = [None, *root.glob("opt/bapta/lib/python3*/site-packages")][-1:]
        if stage == "build" and site is not None:
            # pip still checks that every locked package is there in its version.
            (site / "locked.pth").write_text(f"{packages}\n")
        if stage == "content" and content == "image":
            seed(bapta_home, root / "usr/share/bapta")

    build = PlainBuild(ROOT, tmp_path, {"CONTENT": content}, layer)
    build.build(instructions)
    home = build.root / "var/lib/bapta"
    assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (10001, 0o700)
    assert (build.root / "usr/share/bapta/models").exists() is (content == "image")
    if content == "volume":
        seed(bapta_home, home)
    variables = build.environment()
    prepare = build.root / "usr/local/bin/bapta-prepare"
    for _ in range(2):
        subprocess.run([prepare], env=variables, check=True, capture_output=True, cwd=home)
    assert {path.name for path in home.iterdir()} >= {"models", "index", "bapta.sqlite"}
    assert list(home.glob(".*.new")) == []
    assert answers(build, home, variables)


def seed(home: Path, target: Path) -> None:
    """Copy model and index of ``home`` to where they are missing."""
    for name in ("models", "index"):
        if not (target / name).exists():
            shutil.copytree(home / name, target / name)


def answers(build: PlainBuild, home: Path, variables: dict[str, str]) -> bool:
    """Return whether entry point, command and health check work, until SIGTERM."""
    with listen("127.0.0.1", 0) as free:
        port = str(free.getsockname()[1])
    program = [*build.settings["ENTRYPOINT"].words, *build.settings["CMD"].words]
    program[0] = str(build.root / "opt/bapta/bin" / program[0])
    # Only loopback, in place of the network of a container.
    program[program.index("0.0.0.0")] = "127.0.0.1"
    health = build.settings["HEALTHCHECK"].arguments.partition("CMD ")[2]
    check = Instruction("CMD", health.replace(":8000", f":{port}")).words
    check[0] = str(build.root / "opt/bapta/bin" / check[0])
    with subprocess.Popen(
        [*program, "--port", port], env=variables, cwd=home, stdout=subprocess.DEVNULL
    ) as server:
        try:
            until = time.monotonic() + PATIENCE
            while subprocess.run(check, env=variables, capture_output=True, check=False).returncode:
                assert server.poll() is None
                assert time.monotonic() < until
            asked = Request(
                f"http://127.0.0.1:{port}/api/chat",
                FIREARM.encode(),
                {"Content-Type": "application/json"},
            )
            with urlopen(asked, timeout=PATIENCE) as response:
                found = b"art_24__para_3" in response.read()
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) in {0, -signal.SIGTERM}
    with pytest.raises(URLError):
        urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    return found
