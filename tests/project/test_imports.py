"""Directions of imports: between packages, between their units, and between test modules."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.sources import (
    PACKAGES,
    imported_modules,
    imported_packages,
    module_name,
    shown,
    sources,
    unit_of,
)


def read_order() -> list[str]:
    """Return the units in the order of docs/architecture.md, lowest first."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"^```order\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    return block[1].split()


def loaded_with(modules: Iterable[str], *libraries: str) -> set[str]:
    """Return the ``libraries`` that a fresh interpreter has loaded once it imported ``modules``."""
    code = f"import sys, {', '.join(modules)}\nprint(*({set(libraries)!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def find_cycle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the names along an import cycle, or nothing if there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", PACKAGES)
def test_package_imports_no_package_above_it(package: str) -> None:
    forbidden = set(PACKAGES[PACKAGES.index(package) + 1 :])
    wrong = {
        shown(path): names
        for path in sources(package)
        if (names := imported_packages(path) & forbidden)
    }
    assert wrong == {}
    assert sources(package) != []


def test_product_does_not_import_the_tests() -> None:
    wrong = [shown(path) for path in sources(*PACKAGES) if "tests" in imported_packages(path)]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_order_lists_every_unit_of_the_package_once(package: str) -> None:
    listed = [unit for unit in read_order() if unit.split(".")[0] == package]
    units = {unit for path in sources(package) if (unit := unit_of(path)) is not None}
    assert sorted(listed) == sorted(units)


def test_order_lists_no_other_package() -> None:
    assert {unit.split(".")[0] for unit in read_order()} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_unit_imports_only_units_before_it(package: str) -> None:
    place = {unit: number for number, unit in enumerate(read_order())}
    unit_by_module = {module_name(path): unit_of(path) for path in sources(*PACKAGES)}
    wrong = []
    for path in sources(package):
        unit = unit_of(path)
        for name in sorted(imported_modules(path) & unit_by_module.keys()):
            other = unit_by_module[name]
            if unit is None:
                wrong.append(f"{shown(path)}: a package's own module imports {name}")
            elif other is not None and place.get(other, -1) > place.get(unit, len(place)):
                wrong.append(f"{shown(path)} ({unit}) imports {name} ({other})")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_have_no_import_cycle(package: str) -> None:
    modules = {module_name(path): path for path in sources(package)}
    imports = {
        name: (imported_modules(path) & modules.keys()) - {name} for name, path in modules.items()
    }
    assert find_cycle(imports) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_subpackages_have_no_import_cycle(package: str) -> None:
    unit_by_module = {
        module_name(path): unit for path in sources(package) if (unit := unit_of(path)) is not None
    }
    imports: dict[str, set[str]] = {unit: set() for unit in unit_by_module.values()}
    for path in sources(package):
        unit = unit_of(path)
        if unit is not None:
            names = imported_modules(path) & unit_by_module.keys()
            imports[unit] |= {unit_by_module[name] for name in names} - {unit}
    assert find_cycle(imports) == []


def test_test_modules_import_only_helpers_of_the_tests() -> None:
    wrong = {
        shown(path): names
        for path in sources("tests")
        if (
            names := {
                name
                for name in imported_modules(path)
                if name.split(".")[0] == "tests" and not name.startswith("tests.helpers.")
            }
        )
    }
    assert wrong == {}


@pytest.mark.slow
def test_importing_data_loads_no_numpy() -> None:
    assert loaded_with(map(module_name, sources("data")), "numpy") == set()


@pytest.mark.slow
def test_importing_qa_loads_no_torch() -> None:
    heavy = ("torch", "transformers", "sentence_transformers")
    assert loaded_with(map(module_name, sources("qa")), *heavy) == set()


@pytest.mark.slow
def test_command_line_starts_without_heavy_libraries() -> None:
    heavy = ("numpy", "torch", "faiss", "fastapi", "sqlalchemy", "uvicorn")
    assert loaded_with(["web.cli.main"], *heavy) == set()


@pytest.mark.slow
def test_application_starts_without_libraries_that_it_needs_later() -> None:
    later = ("alembic", "scipy", "airlock_pii", "torch", "transformers")
    assert loaded_with(["web.app", "web.runtime.composition"], *later) == set()
