"""Bounds of the evaluation figures with the real model."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from qa.answer import Status
from qa.evaluation.runner import figures
from tests.helpers.answerers import outcome, outcomes
from tests.helpers.floors import CEILINGS, PATH, SETS, bounds, groups

FLOORS: dict[str, Any] = tomllib.loads(PATH.read_text("utf-8"))
CASES = [
    (name, group, figure, limit)
    for name in SETS
    for group, limits in FLOORS[name].items()
    for figure, limit in limits.items()
]


@pytest.fixture(scope="module")
def measured(bapta_home: Path, bundled_model: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the figures of each group of each set."""
    return {
        (name, group): figures(found)
        for name in SETS
        for group, found in groups(outcomes(bapta_home, name))
    }


@pytest.mark.parametrize(("name", "group", "figure", "limit"), CASES)
def test_figure_is_within_its_bound(
    name: str,
    group: str,
    figure: str,
    limit: float,
    measured: dict[tuple[str, str], dict[str, Any]],
) -> None:
    value = measured[name, group][figure]
    if figure == "n":
        assert value == limit, "the questions changed: run tests/floors.py"
    elif figure in CEILINGS:
        assert value <= limit
    else:
        assert value >= limit


def test_every_applicable_figure_has_a_bound(
    measured: dict[tuple[str, str], dict[str, Any]],
) -> None:
    bounded = {(name, group, figure) for name, group, figure, _ in CASES}
    assert bounded == {
        (*key, figure)
        for key, found in measured.items()
        for figure, value in found.items()
        if value is not None
    }


def test_bound_allows_for_one_question() -> None:
    found = [outcome("art_24__para_3")] * 9 + [outcome("art_1")]
    limits = bounds(found)
    assert limits["p_at_1"] == 0.75
    assert limits["wrong_answer_rate"] == 0.25
    assert "auroc" not in limits
    refused = [outcome("", Status.NOT_COVERED, gold="")] * 300
    assert bounds(refused) == {"false_answer_rate": 0.01, "not_covered_rate": 0.99}
