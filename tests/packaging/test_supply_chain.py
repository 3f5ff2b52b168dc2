"""Licences, bill of materials and audit of the dependencies."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.supply_chain.audit import AuditError, read_report
from tests.helpers.supply_chain.licences import (
    RULES,
    Dependency,
    changed_files,
    dependencies,
    faults_of,
    is_allowed,
    read_installed,
    table,
)

ALLOWED = {"MIT", "BSD-3-Clause", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"}


@pytest.fixture(scope="module")
def rules() -> dict[str, Any]:
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_dependency_has_an_allowed_licence(rules: dict[str, Any]) -> None:
    installed = read_installed()
    found = list(dependencies(rules, installed))
    assert [fault for each in found for fault in faults_of(each, rules, installed)] == []
    assert {"torch", "fastapi", "pymilvus", "pytest"} <= {each.name for each in found}
    # Otherwise run: make licences
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == table(found)


def test_no_rule_allows_gpl(rules: dict[str, Any]) -> None:
    assert [each for each in rules["allowed"] if "GPL" in each] == []
    assert [each for each in rules["unmodified"] if not each.startswith("LGPL-")] == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSD-3-Clause", True),
        ("(GPL-2.0-only OR MIT) AND LGPL-3.0-only", False),
    ],
)
def test_expressions_are_read(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, ALLOWED) is allowed


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-only", ""])
def test_other_licences_are_refused(rules: dict[str, Any], licence: str) -> None:
    (fault,) = faults_of(Dependency("some-package", "1", licence, "Bapta itself"), rules, {})
    assert fault.startswith("some-package ")


def test_changed_package_of_lgpl_is_refused(rules: dict[str, Any], tmp_path: Path) -> None:
    info = tmp_path / "psycopg-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: psycopg\nVersion: 1\n")
    (tmp_path / "psycopg.py").write_text("changed = True\n")
    (info / "RECORD").write_text("psycopg.py,sha256=AAAA,3\n")
    changed = next(iter(read_installed([str(tmp_path)]).values()))
    assert changed_files(changed) == ["psycopg.py"]
    one = Dependency("psycopg", "1", "LGPL-3.0-only", "Bapta itself")
    assert list(faults_of(one, rules, {"psycopg": changed})) == [
        "psycopg (LGPL-3.0-only) is not as published: psycopg.py."
    ]
    assert list(faults_of(one, rules, read_installed())) == []


@pytest.mark.slow
def test_bill_of_materials_is_valid(tmp_path: Path) -> None:
    recipe = subprocess.run(
        ["make", "-n", "sbom"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    (command,) = [
        line for line in recipe.replace("\\\n", " ").splitlines() if "cyclonedx-py" in line
    ]
    _, *options, _ = command.split()
    options[options.index("--output-file") + 1] = str(tmp_path / "bapta.json")
    # It validates what it writes by the schema of CycloneDX. The environment is that of the tests.
    program = [sys.executable, "-m", "cyclonedx_py", *options, sys.executable]
    subprocess.run(program, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads((tmp_path / "bapta.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "bapta"
    by_name = {each["name"]: each for each in bill["components"]}
    assert {"torch", "fastapi", "psycopg"} <= by_name.keys()
    assert by_name["fastapi"]["licenses"] != []
    assert by_name["fastapi"]["purl"].startswith("pkg:pypi/fastapi@")


def test_audit_names_vulnerabilities() -> None:
    known = {"id": "PYSEC-2099-1", "fix_versions": ["2.1"]}
    report = {
        "dependencies": [
            {"name": "sound", "version": "1", "vulns": []},
            {"name": "weak", "version": "2", "vulns": [known]},
        ]
    }
    assert read_report(json.dumps(report)) == ["weak 2: PYSEC-2099-1, fixed in 2.1"]


def test_audit_does_not_take_silence_for_a_clean_result() -> None:
    skipped = {"name": "unknown", "skip_reason": "Dependency not found"}
    report = {"dependencies": [{"name": "sound", "version": "1", "vulns": []}, skipped]}
    with pytest.raises(AuditError, match="1 of 2 packages, among them unknown"):
        read_report(json.dumps(report))
