"""An environment with what the lock holds and torch, linked from one that has more.

Run by ``make smoke`` as ``link_runtime.py LOCK ENVIRONMENT``, with the Python of the environment
that has the packages. ENVIRONMENT gets the files that each package lists as its own, without their
programs, so that what only development needs stays out. Downloading and unpacking the same
packages once more takes minutes and adds nothing.
"""

import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_PINNED = re.compile(r"^[a-z0-9-]+==[^\\\n]+", re.MULTILINE)
# Of no extra.
_MARKERS = {"extra": ""}


def main(lock: Path, environment: Path) -> None:
    """Link the packages; SystemExit with a sentence where one is missing or another version."""
    installed: dict[str, Distribution] = {
        canonicalize_name(each.metadata["Name"]): each for each in distributions()
    }
    chosen = dict(locked(lock.read_text(encoding="utf-8"), installed))
    chosen.update(required("torch", installed))
    site = sysconfig.get_path("purelib", vars={"base": str(environment.absolute())})
    for each in chosen.values():
        link_package(each, Path(site))
    print(f"{len(chosen)} packages are linked into {site}")


def locked(lock: str, installed: Mapping[str, Distribution]) -> Iterator[tuple[str, Distribution]]:
    """Yield the packages of a lock that this platform has; SystemExit for a missing one."""
    for line in _PINNED.findall(lock):
        pin = Requirement(line)
        if pin.marker is not None and not pin.marker.evaluate(_MARKERS):
            continue
        found = installed.get(canonicalize_name(pin.name))
        if found is None or found.version not in pin.specifier:
            other = "does not have it" if found is None else f"has {found.version}"
            raise SystemExit(f"The lock holds {line.strip()}, but the environment {other}.")
        yield canonicalize_name(pin.name), found


def required(
    name: str, installed: Mapping[str, Distribution]
) -> Iterator[tuple[str, Distribution]]:
    """Yield a package and all that it needs; SystemExit for a missing one."""
    todo, seen = [name], set[str]()
    while todo:
        each = canonicalize_name(todo.pop())
        if each in seen:
            continue
        seen.add(each)
        if each not in installed:
            raise SystemExit(f"{name} needs {each}, which is not installed.")
        yield each, installed[each]
        needs = map(Requirement, installed[each].requires or ())
        todo += [
            need.name for need in needs if need.marker is None or need.marker.evaluate(_MARKERS)
        ]


def link_package(package: Distribution, site: Path) -> None:
    """Link the files of a package into the folder ``site``, or copy them to another disk."""
    if package.files is None:
        raise SystemExit(f"{package.metadata['Name']} does not say which files are its own.")
    for file in package.files:
        if ".." in file.parts:
            continue
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        source = Path(str(file.locate()))
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
