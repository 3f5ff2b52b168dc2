"""Layout of the project: files and their sizes, names, docstrings, packaging."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.sources import PACKAGES, imported_packages, parsed, shown, sources

MIN_LINES, MAX_LINES = 45, 400
SHORT_BY_KIND = frozenset({"__init__.py", "errors.py"})
MIGRATIONS = ROOT / "web" / "storage" / "migrations" / "versions"
SHORT_BY_NAME = {
    "web/storage/migrations/env.py": "Alembic demands it; it only calls web/storage/migrate.py.",
}
# The sidecars and errata of acts are content, read by their folder.
SHIPPED_ACTS = ROOT / "data" / "shipped"
QUESTION_WORD = re.compile(r"(What|Whether|How|Which|Who|Where|When)\b")


def read_project() -> dict[str, Any]:
    """Return what pyproject.toml states."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def files_of(*suffixes: str) -> Iterator[tuple[Path, int]]:
    """Yield the files of product and tests with these suffixes, each with its number of lines."""
    for folder in (*PACKAGES, "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes:
                yield path, len(path.read_text(encoding="utf-8").splitlines())


def is_allowed_to_be_short(path: Path) -> bool:
    return path.name in SHORT_BY_KIND or path.parent == MIGRATIONS or shown(path) in SHORT_BY_NAME


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_are_neither_short_nor_long(package: str) -> None:
    wrong = {
        shown(path): lines
        for path, lines in files_of(".py")
        if path.is_relative_to(ROOT / package)
        and (lines > MAX_LINES or (lines < MIN_LINES and not is_allowed_to_be_short(path)))
    }
    assert wrong == {}


def test_short_modules_that_are_excepted_exist_and_are_short() -> None:
    lines = {shown(path): lines for path, lines in files_of(".py")}
    assert {name for name in SHORT_BY_NAME if not 0 < lines.get(name, 0) < MIN_LINES} == set()


def test_no_file_has_markers_of_a_conflict() -> None:
    folders = [*PACKAGES, "tests", "docs"]
    files = [path for name in folders for path in (ROOT / name).rglob("*") if path.is_file()]
    texts = [path for path in files if path.suffix in {".py", ".html", ".css", ".js", ".md", ".po"}]
    marked = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    assert len(texts) > 500
    assert [p for p in [*texts, *ROOT.glob("*.md")] if marked.search(p.read_text("utf-8"))] == []


def test_tests_pages_styles_and_scripts_are_not_long() -> None:
    wrong = {
        shown(path): lines
        for path, lines in files_of(".py", ".html", ".css", ".js")
        if lines > MAX_LINES
    }
    assert wrong == {}


def test_modules_and_folders_have_names_of_the_field() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    wrong = [shown(path) for path in sources(*PACKAGES) if {path.stem, path.parent.name} & vague]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_docstring_begins_with_a_question_word(package: str) -> None:
    wrong = []
    for path in sources(package):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                line = getattr(node, "lineno", 1)
                if QUESTION_WORD.match(ast.get_docstring(node) or ""):
                    wrong.append(f"{shown(path)}:{line}")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_has_a_docstring(package: str) -> None:
    assert [shown(path) for path in sources(package) if not ast.get_docstring(parsed(path))] == []


def test_no_function_body_is_written_twice() -> None:
    places = defaultdict(list)
    for path in (each for each in sources(*PACKAGES) if each.parent != MIGRATIONS):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = [ast.unparse(each) for each in node.body[bool(ast.get_docstring(node)) :]]
                body = "\n".join(lines)
                if body.count("\n") > 2:
                    places[body].append(f"{shown(path)}:{node.lineno}")
    assert [found for found in places.values() if len(found) > 1] == []


def test_resources_stand_beside_the_module_that_names_them() -> None:
    resources = [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in {".toml", ".tsv", ".json"} and not path.is_relative_to(SHIPPED_ACTS)
    ]
    assert resources != []
    assert [shown(path) for path in resources if not is_named_beside(path)] == []


def is_named_beside(resource: Path) -> bool:
    """Return whether a module in the folder of a resource has its name as a string."""
    return any(
        isinstance(node, ast.Constant) and node.value == resource.name
        for module in resource.parent.glob("*.py")
        for node in ast.walk(parsed(module))
    )


def test_folders_of_tests_mirror_the_packages() -> None:
    folders = {path.parent.relative_to(ROOT / "tests") for path in sources("tests")}
    mirrors = {folder for folder in folders if folder.parts and folder.parts[0] in PACKAGES}
    # The tests in a browser go through several features.
    without_package = {
        folder.as_posix() for folder in mirrors if not (ROOT / folder / "__init__.py").exists()
    }
    assert without_package == {"web/browser"}


def test_nothing_but_the_package_is_called_data() -> None:
    shadowed = []
    for path in sources(*PACKAGES, "tests"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            elif isinstance(node, ast.arg):
                name = node.arg
            else:
                continue
            if name == "data":
                shadowed.append(f"{shown(path)}:{node.lineno}")
    assert shadowed == []


@pytest.mark.parametrize("package", PACKAGES)
def test_installed_package_is_the_one_of_the_project(package: str) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")
    assert set(packages_distributions().get(package, [])) <= {"bapta"}


def test_project_is_private_and_lists_its_packages() -> None:
    project = read_project()
    assert project["project"]["name"] == "bapta"
    assert project["project"]["classifiers"] == ["Private :: Do Not Upload"]
    assert project["project"]["scripts"] == {"bapta": "web.cli.main:main"}
    folders = {path.parent.relative_to(ROOT) for path in sources(*PACKAGES)}
    packages = sorted(".".join(folder.parts) for folder in folders)
    assert project["tool"]["setuptools"]["packages"] == packages
    assert project["tool"]["pytest"]["ini_options"]["pythonpath"] == ["."]


def test_make_types_covers_the_tests() -> None:
    commands = run_make("-n", "types").splitlines()
    # Without arguments mypy checks the files that are configured.
    assert commands[-1].split() == [".venv/bin/mypy"]
    mypy = read_project()["tool"]["mypy"]
    assert mypy["strict"] is True
    assert mypy["files"] == [*PACKAGES, "tests"]
    product = mypy["overrides"][0]
    assert product["module"] == [f"{package}.*" for package in PACKAGES]
    assert product["disallow_untyped_defs"] is product["disallow_untyped_calls"] is True


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert sorted(re.findall(r"^  make (\S+) — \S", run_make("help"), re.MULTILINE)) == sorted(
        phony.split()
    )


def test_fast_tests_are_those_without_a_marker() -> None:
    declared = read_project()["tool"]["pytest"]["ini_options"]["markers"]
    names = [line.split(":")[0] for line in declared]
    command = run_make("-n", "test-fast").splitlines()[-1]
    assert f'-m "{" and ".join(f"not {name}" for name in names)}"' in command


def run_make(*arguments: str) -> str:
    """Return what make prints."""
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_every_library_that_is_imported_is_a_dependency() -> None:
    project = read_project()
    needed = project["project"]["dependencies"] + [
        line for extra in project["project"]["optional-dependencies"].values() for line in extra
    ]
    assert find_undeclared(needed, *PACKAGES) == set()
    assert find_undeclared([*needed, *project["dependency-groups"]["dev"]], "tests") == set()


def find_undeclared(requirements: list[str], *folders: str) -> set[str]:
    """Return the libraries that are imported in ``folders`` and belong to no requirement."""
    declared = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in requirements}
    distributions = packages_distributions()
    imports = {name for path in sources(*folders) for name in imported_packages(path)}
    return {
        name
        for name in imports - {*PACKAGES, "tests"} - sys.stdlib_module_names
        if not {each.lower().replace("_", "-") for each in distributions.get(name, [])} & declared
    }
