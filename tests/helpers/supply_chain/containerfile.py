"""The Containerfile: its instructions, and its steps run in a plain folder in place of an engine.

Each stage has the folder ``current`` as its root while it runs, so that paths that are written into
its files are right in a later stage too. Paths of the image stand below that folder; the rest is
that of this machine.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_CONTINUED = re.compile(r"\\\n(?:\s*#.*\n)*")
# Folders and files that the image has of its own.
_OWN = re.compile(
    r"(?<![\w.])(?=/(?:opt/bapta|usr/share/bapta|usr/local/bin/bapta-|var/lib/bapta|src\b))"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction with its arguments, on one line."""

    name: str
    arguments: str

    @property
    def words(self) -> list[str]:
        """Return the arguments of the exec form, or those that a shell would see."""
        if self.arguments.startswith("["):
            return [str(each) for each in json.loads(self.arguments)]
        return shlex.split(self.arguments)


def read_instructions(path: Path) -> list[Instruction]:
    """Return the instructions of a Containerfile."""
    return list(_instructions(path.read_text(encoding="utf-8")))


def _instructions(text: str) -> Iterator[Instruction]:
    for line in _CONTINUED.sub(" ", text).splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, arguments = line.partition(" ")
            yield Instruction(name, arguments.strip())


class PlainBuild:
    """A build in a folder, with the interpreter of this process as the base image."""

    def __init__(
        self,
        context: Path,
        folder: Path,
        arguments: Mapping[str, str],
        layer: Callable[[str, Path], None],
    ) -> None:
        """Build from ``context`` with the build ``arguments``.

        ``layer`` is called with the name and the root of a stage before and after each command, and
        may put in place what a layer in a cache would have.
        """
        self._context, self._folder, self._arguments = context, folder, arguments
        self._layer = layer
        self._stages: dict[str, Path] = {}
        self._stage = ""
        self._workdir = "/"
        self.root = folder / "current"
        self.variables: dict[str, str] = {}
        self.settings: dict[str, Instruction] = {}
        base = folder / "base"
        base.mkdir()
        (base / "python3").symlink_to(sys.executable)
        self._path = f"{base}:{os.environ['PATH']}"

    def build(self, instructions: list[Instruction]) -> None:
        """Carry out all instructions; the last stage stays in :attr:`root`."""
        for each in instructions:
            match each.name:
                case "FROM":
                    self._begin_stage(each.words)
                case "ARG" if self.root.exists():
                    name, _, default = each.arguments.partition("=")
                    self.variables[name] = self._arguments.get(name, default)
                case "ENV":
                    self.variables |= dict(word.split("=", 1) for word in each.words)
                case "WORKDIR":
                    self._workdir = each.arguments
                    self._workdir_path().mkdir(parents=True, exist_ok=True)
                case "COPY":
                    self._copy(each.words)
                case "RUN":
                    self._run(each.arguments)
                case _:
                    self.settings[each.name] = each

    def own(self, text: str) -> str:
        """Return ``text`` with the paths of the image below :attr:`root`."""
        return _OWN.sub(str(self.root), text)

    def environment(self) -> dict[str, str]:
        """Return the variables of a process in the container."""
        bare = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BAPTA_", "OTEL_", "PYTHON", "VIRTUAL_ENV"))
        }
        own = {name: self.own(value) for name, value in self.variables.items()}
        path = f"{own['PATH']}:{self._path}" if "PATH" in own else self._path
        return {**bare, **own, "PATH": path}

    def _begin_stage(self, words: list[str]) -> None:
        if self.root.exists():
            kept = self._folder / f"stage-{len(self._stages)}"
            self.root.rename(kept)
            self._stages[self._stage] = kept
        base, *name = words
        self._stage, self._workdir, self.variables = "".join(name[1:]), "/", {}
        if base in self._stages:
            _copy_tree(self._stages[base], self.root)
        else:
            assert base == "${BASE}", base
            self.root.mkdir()

    def _workdir_path(self) -> Path:
        return self.root / self._workdir.lstrip("/")

    def _copy(self, words: list[str]) -> None:
        *sources, target = words
        origin = self._context
        if sources[0].startswith("--from="):
            origin = self._stages[sources.pop(0).removeprefix("--from=")]
        to = (
            self.root / target.lstrip("/")
            if target.startswith("/")
            else (self._workdir_path() / target)
        )
        for source in sources:
            found = origin / source.lstrip("/")
            if found.is_dir():
                _copy_tree(found, to)
            else:
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, to)

    def _run(self, command: str) -> None:
        self._layer(self._stage, self.root)
        done = subprocess.run(
            ["sh", "-ec", self.own(command)],
            cwd=self._workdir_path(),
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        self._layer(self._stage, self.root)


def _copy_tree(source: Path, target: Path) -> None:
    """Copy a folder; the files are shared, since no step writes into one."""
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
