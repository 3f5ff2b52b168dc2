"""List the licences of all dependencies and refuse those that are not allowed.

Run by ``make licences`` as ``python -m tests.helpers.supply_chain.licences FILE``, which writes the
list. The licences come from the metadata of the installed packages, the rules from licences.toml.
"""

import re
import sys
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, cast

from license_expression import ExpressionError, ParseError, get_spdx_licensing

ROOT = Path(__file__).resolve().parents[3]
RULES = Path(__file__).with_name("licences.toml")
LOCKS = {
    "requirements.lock": "Bapta itself",
    "requirements-extras.lock": "the extras",
    "requirements-dev.lock": "development only",
}
_PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)
_SPDX = get_spdx_licensing()


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package with its version, its licence as an SPDX expression, and the use that needs it."""

    name: str
    version: str
    licence: str
    use: str


def main(target: Path) -> None:
    """Write the list to ``target``; SystemExit with a sentence for each package that is refused."""
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    installed = read_installed()
    found = list(dependencies(rules, installed))
    faults = [fault for each in found for fault in faults_of(each, rules, installed)]
    if faults:
        raise SystemExit("\n".join(faults))
    target.write_text(table(found), encoding="utf-8")
    print(f"{len(found)} dependencies have allowed licences: {target}")


def read_installed(folders: list[str] | None = None) -> dict[str, Distribution]:
    """Return the installed packages, or those in ``folders``, by their normal names."""
    found = distributions() if folders is None else distributions(path=folders)
    return {normal(each.metadata["Name"]): each for each in found}


def normal(name: str) -> str:
    """Return the normal form of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def dependencies(
    rules: Mapping[str, Any], installed: Mapping[str, Distribution]
) -> Iterator[Dependency]:
    """Yield every package of the lock files, and torch, which they leave out, each once."""
    seen: set[str] = set()
    for lock, use in LOCKS.items():
        pins = dict(_PIN.findall((ROOT / lock).read_text(encoding="utf-8")))
        if lock == "requirements.lock":
            pins["torch"] = installed["torch"].version.partition("+")[0]
        for name in sorted(pins.keys() - seen):
            yield Dependency(name, pins[name], licence_of(name, rules, installed), use)
        seen |= pins.keys()


def licence_of(name: str, rules: Mapping[str, Any], installed: Mapping[str, Distribution]) -> str:
    """Return the licence that a package states, or that was read in its files; "" if unknown."""
    if name in rules["read"]:
        return str(rules["read"][name])
    if name not in installed:
        return str(rules["elsewhere"].get(name, ""))
    metadata = cast(Message, installed[name].metadata)
    # Some state the whole text, below a line with the name.
    stated = (metadata.get("License-Expression") or metadata.get("License") or "").split("\n")[0]
    classified = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    for candidate in (stated, *classified):
        expression = rules["statements"].get(candidate, candidate)
        if expression and is_spdx(expression):
            return str(expression)
    return ""


def is_spdx(expression: str) -> bool:
    """Return whether ``expression`` is a valid SPDX expression of known licences."""
    try:
        _SPDX.parse(expression, validate=True, strict=True)
    except (ExpressionError, ParseError):
        return False
    return True


def faults_of(
    one: Dependency, rules: Mapping[str, Any], installed: Mapping[str, Distribution]
) -> Iterator[str]:
    """Yield a sentence for each rule that a dependency breaks."""
    if not one.licence:
        yield f"{one.name} states no licence that is known: read its files, then add it to {RULES}."
    elif not is_allowed(one.licence, {*rules["allowed"], *rules["unmodified"]}):
        yield f"{one.name} has the licence {one.licence}, which is not allowed."
    elif not is_allowed(one.licence, set(rules["allowed"])):
        changed = changed_files(installed[one.name])
        if changed:
            yield f"{one.name} ({one.licence}) is not as published: {', '.join(changed)}."


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Return whether the licences of ``expression`` can be chosen among ``allowed``."""
    return _is_allowed(_SPDX.parse(expression), allowed)


def _is_allowed(node: Any, allowed: set[str]) -> bool:
    if node.isliteral:
        return str(node) in allowed
    of_arguments = [_is_allowed(each, allowed) for each in node.args]
    return any(of_arguments) if isinstance(node, _SPDX.OR) else all(of_arguments)


def changed_files(package: Distribution) -> list[str]:
    """Return the installed files of ``package`` that differ from what was published."""
    changed = []
    for file in package.files or ():
        if file.hash is None:
            continue
        path = Path(str(package.locate_file(file)))
        digest = urlsafe_b64encode(sha256(path.read_bytes()).digest()).decode().rstrip("=")
        if digest != file.hash.value:
            changed.append(str(file))
    return changed


def table(found: list[Dependency]) -> str:
    """Return the list as a page of the documentation."""
    lines = [
        "# Licences of the dependencies",
        "",
        "Made by `make licences` from the metadata of the installed packages; do not edit it. The",
        "rules are in `tests/helpers/supply_chain/licences.toml`: GPL and AGPL are refused, and",
        "LGPL is allowed for packages whose files are as published. torch stands without CUDA.",
        "",
        "| package | version | licence | needed for |",
        "|---|---|---|---|",
    ]
    ordered = sorted(found, key=lambda each: (list(LOCKS.values()).index(each.use), each.name))
    lines += [f"| {each.name} | {each.version} | {each.licence} | {each.use} |" for each in ordered]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
