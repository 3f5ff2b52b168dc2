"""The house: four packages, imports in one direction, small modules, names that stay ours."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

# Each package may import itself and those before it.
PACKAGES = ("data", "embeddings", "qa", "web")
LONGEST = 300


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names that a source file imports, at the top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            names.add(node.module.split(".")[0])
    return names


def python(code: str) -> str:
    """Standard output of ``code`` in a fresh interpreter that starts at the project's root."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def loaded_with(modules: Iterable[str], *unwanted: str) -> set[str]:
    """Which of ``unwanted`` are loaded once ``modules`` are imported."""
    code = f"import sys, {', '.join(modules)}\nprint(*({set(unwanted)!r} & set(sys.modules)))"
    return set(python(code).split())


def modules_of(package: str) -> list[str]:
    """The dotted names of all modules of a package."""
    paths = (path.relative_to(ROOT).with_suffix("") for path in sources(package))
    return [".".join(path.parts).removesuffix(".__init__") for path in paths]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    forbidden = set(PACKAGES[PACKAGES.index(package) + 1 :])
    wrong = {
        str(path.relative_to(ROOT)): both
        for path in sources(package)
        if (both := imported(path) & forbidden)
    }
    assert wrong == {}
    assert sources(package) != []


def test_nothing_that_is_shipped_imports_the_tests() -> None:
    assert [path for path in sources(*PACKAGES) if "tests" in imported(path)] == []


def test_no_source_file_is_long() -> None:
    kinds = {".py", ".html", ".css", ".js"}
    long = {
        str(path.relative_to(ROOT)): count
        for folder in (*PACKAGES, "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_modules_are_named_by_their_job() -> None:
    vague = {"utils", "util", "helpers", "common", "misc"}
    assert [path for path in sources(*PACKAGES) if path.stem in vague] == []


def test_nothing_but_the_package_is_called_data() -> None:
    shadowed = []
    for path in sources(*PACKAGES, "tests"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            elif isinstance(node, ast.arg):
                name = node.arg
            else:
                continue
            if name == "data":
                shadowed.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert shadowed == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is(package: str) -> None:
    tree = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_names_are_this_project(package: str) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")
    assert set(packages_distributions().get(package, [])) <= {"bapta"}


def test_the_project_is_private_and_lists_its_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"] == "bapta"
    assert project["project"]["classifiers"] == ["Private :: Do Not Upload"]
    assert project["project"]["scripts"] == {"bapta": "web.cli.main:main"}
    folders = {path.parent.relative_to(ROOT) for path in sources(*PACKAGES)}
    packages = sorted(".".join(folder.parts) for folder in folders)
    assert project["tool"]["setuptools"]["packages"] == packages
    assert project["tool"]["pytest"]["ini_options"]["pythonpath"] == ["."]


def test_make_types_covers_the_tests() -> None:
    commands = subprocess.run(
        ["make", "--no-print-directory", "-n", "types"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    # Without arguments mypy checks the files that are configured.
    assert commands[-1].split() == [".venv/bin/mypy"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["mypy"]["strict"] is True
    assert project["tool"]["mypy"]["files"] == [*PACKAGES, "tests"]
    product = project["tool"]["mypy"]["overrides"][0]
    assert product["module"] == [f"{package}.*" for package in PACKAGES]
    assert product["disallow_untyped_defs"] is product["disallow_untyped_calls"] is True


def test_every_library_that_is_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"] + [
        line for extra in project["project"]["optional-dependencies"].values() for line in extra
    ]
    assert undeclared(needed, *PACKAGES) == set()
    assert undeclared([*needed, *project["dependency-groups"]["dev"]], "tests") == set()


def undeclared(requirements: list[str], *folders: str) -> set[str]:
    """Libraries that are imported in ``folders`` and belong to no requirement."""
    declared = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in requirements}
    known = packages_distributions()
    imports = {name for path in sources(*folders) for name in imported(path)}
    ours = {*PACKAGES, "tests"}
    return {
        name
        for name in imports - ours - sys.stdlib_module_names
        if not {each.lower().replace("_", "-") for each in known.get(name, [])} & declared
    }


def test_data_needs_no_numpy() -> None:
    assert loaded_with(modules_of("data"), "numpy") == set()


def test_qa_needs_no_torch() -> None:
    heavy = ("torch", "transformers", "sentence_transformers")
    assert loaded_with(modules_of("qa"), *heavy) == set()


def test_the_command_starts_light() -> None:
    heavy = ("numpy", "torch", "faiss", "fastapi", "sqlalchemy", "uvicorn")
    assert loaded_with(["web.cli.main"], *heavy) == set()
