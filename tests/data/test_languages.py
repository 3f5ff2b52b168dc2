"""The languages stand in one module."""

import ast
from pathlib import Path

import pytest

from data.model import LANGUAGES
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.slow


def test_language_list_exists_in_one_module_only() -> None:
    lists = {
        path.relative_to(ROOT).as_posix()
        for package in ("data", "embeddings", "qa", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and [each.value for each in node.elts if isinstance(each, ast.Constant)] == list(LANGUAGES)
        and not _is_type(path, node)
    }
    assert lists == {"data/model.py"}


def _is_type(path: Path, node: ast.expr) -> bool:
    """Return whether ``node`` is the inside of a ``Literal``, which takes no variable."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(each, ast.Subscript)
        and isinstance(each.value, ast.Name)
        and each.value.id == "Literal"
        and each.slice.lineno == node.lineno
        for each in ast.walk(tree)
    )
