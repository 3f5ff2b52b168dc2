"""Bounds of the figures of people's questions, dialogues and letters with the real model."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.floors import CEILINGS, COUNTS, PATH, PEOPLE, measure_people, people_bounds

FLOORS: dict[str, Any] = tomllib.loads(PATH.read_text("utf-8"))
SECTIONS = [f"{name}.{part}" for name in (*PEOPLE, "dialogues", "letters") for part in FLOORS[name]]


@pytest.fixture(scope="module")
def measured(bapta_home: Path, bundled_model: Path) -> dict[str, dict[str, Any]]:
    """Return the figures of each section."""
    return measure_people(bapta_home)


@pytest.mark.parametrize("section", SECTIONS)
def test_figures_are_within_their_bounds(section: str, measured: dict[str, dict[str, Any]]) -> None:
    name, part = section.split(".")
    limits, found = FLOORS[name][part], measured[section]
    assert set(limits) == {figure for figure, value in found.items() if value is not None}
    for figure, limit in limits.items():
        if figure in COUNTS:
            assert found[figure] == limit, "the questions changed: run tests/helpers/floors.py"
        elif figure in CEILINGS:
            assert found[figure] <= limit, figure
        else:
            assert found[figure] >= limit, figure


def test_bounds_leave_room() -> None:
    found = {"n": 30, "p_at_1": 0.9, "wrong_answer_rate": 0.0, "auroc": None}
    assert people_bounds(found) == {"n": 30, "p_at_1": 0.82, "wrong_answer_rate": 0.08}
    assert people_bounds({"n": 5, "recognised_rate": 1.0})["recognised_rate"] == 0.7
