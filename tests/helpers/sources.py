"""Source files of the product and the tests, and what they import."""

import ast
from functools import cache
from pathlib import Path

from tests.helpers.paths import ROOT

PACKAGES = ("data", "embeddings", "qa", "web")
"""The packages of the product; each may import itself and those before it."""


def sources(*folders: str) -> list[Path]:
    """Return the Python files below folders of the project, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """Return the path of a file as a message shows it."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """Return the dotted name of a file's module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def unit_of(path: Path) -> str | None:
    """Return the unit of a file: its subpackage, or its module if it stands at a package's root.

    The ``__init__`` of a package has none.
    """
    folder = path.parent.relative_to(ROOT)
    if len(folder.parts) > 1:
        return ".".join(folder.parts)
    return None if path.name == "__init__.py" else module_name(path)


@cache
def imported_modules(path: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, at the top or inside a function.

    ``from a import b`` counts as ``a.b`` where that is a module of the project, else as ``a``.
    """
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}: a relative import"
            assert node.module is not None
            names |= {_module_of(node.module, alias.name) for alias in node.names}
    return frozenset(names)


def _module_of(module: str, name: str) -> str:
    """Return ``module.name`` if that is a module of the project, else ``module``."""
    return f"{module}.{name}" if f"{module}.{name}" in _project_modules() else module


@cache
def _project_modules() -> frozenset[str]:
    return frozenset(map(module_name, sources(*PACKAGES, "tests")))


def imported_packages(path: Path) -> set[str]:
    """Return the top-level names that a file imports."""
    return {name.split(".")[0] for name in imported_modules(path)}
