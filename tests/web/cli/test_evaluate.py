"""Tests of ``bapta evaluate``: parts left out, outcomes saved and compared."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.helpers.web_app import FIREARM
from web.cli.main import main

ROWS = (
    {"question": FIREARM, "language": "kk", "form": "plain", "gold": ["art_24__para_3"]},
    {"question": "24-бап 3)", "language": "kk", "form": "reference", "gold": ["art_24__para_3"]},
    {
        "question": "kolikti kim toqtatady",
        "language": "kk",
        "form": "latin",
        "gold": ["art_16__para_2__point_21"],
    },
    {"question": "Борщ рецепті", "language": "kk", "form": "out_of_scope", "gold": []},
)
Run = Callable[..., Result]


@pytest.fixture
def evaluate(indexed_home: Path, tmp_path: Path) -> Run:
    """Return a function that runs ``bapta evaluate`` on the four questions with the real model."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["evaluate", str(questions), *words])

    return run


def figures(told: Result) -> dict[str, Any]:
    assert told.exit_code == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_every_form_is_answered_with_all_parts(evaluate: Run) -> None:
    found = figures(evaluate("--json"))
    assert list(found) == ["overall", "by_form", "by_language", "by_style", "risk_coverage"]
    assert found["overall"]["p_at_1"] == found["overall"]["auroc"] == 1.0
    assert found["overall"]["false_answer_rate"] == 0.0


def test_dialogues_and_letters_are_measured(indexed_home: Path, tmp_path: Path) -> None:
    turns = [
        {"question": FIREARM, "gold": ["art_24__para_3"]},
        {"question": "рақмет", "gold": [], "small_talk": True},
    ]
    rows: list[dict[str, object]] = [
        {"turns": turns, "language": "kk"},
        {"text": FIREARM, "language": "kk", "gold_groups": [["art_24__para_3"]]},
    ]
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = figures(CliRunner().invoke(main, ["evaluate", str(path), "--json"]))
    assert list(found) == ["dialogues", "letters"]
    assert found["dialogues"]["opening"]["p_at_1"] == 1.0
    assert found["dialogues"]["small_talk"] == {"n": 1, "recognised_rate": 1.0}
    assert found["letters"]["overall"]["all_found_rate"] == 1.0
    told = CliRunner().invoke(main, ["evaluate", str(path), "--misses"])
    assert "need single questions" in told.stderr


def test_left_out_part_lowers_the_figures_of_its_forms(evaluate: Run) -> None:
    words = ("--without", "repair", "--without", "references", "--misses", "--json")
    found = figures(evaluate(*words))
    assert [found["by_form"][form]["p_at_1"] for form in ("plain", "latin", "reference")] == [
        1,
        0,
        0,
    ]
    assert [(one["question"], one["searched_as"]) for one in found["misses"]] == [
        ("24-бап 3)", None),
        ("kolikti kim toqtatady", None),
    ]
    assert [one["channel"] for one in found["misses"][0]["channels"]] == [
        "dense",
        "lexical",
        "asked_dense",
        "asked_lexical",
    ]


def test_two_channels_answer_without_the_bank(evaluate: Run) -> None:
    found = figures(evaluate("--without", "bank", "--without", "glossary", "--misses", "--json"))
    assert found["by_form"]["plain"]["recall_at_5"] == 1.0
    channels = [[each["channel"] for each in one["channels"]] for one in found["misses"]]
    assert [one for one in channels if one] in ([], [["dense", "lexical"]] * len(channels))


def test_unknown_part_is_refused(evaluate: Run) -> None:
    told = evaluate("--without", "luck")
    assert told.exit_code == 2
    assert "'luck' is not one of 'bank', 'glossary', 'dense'" in told.stderr


def test_two_configurations_are_compared(evaluate: Run, tmp_path: Path) -> None:
    kept = tmp_path / "without.json"
    assert evaluate("--without", "repair", "--save", str(kept)).exit_code == 0
    compared = figures(evaluate("--compare", str(kept), "--json"))["compared"]
    assert compared["without"] == ["repair"]
    assert compared["before"]["overall"]["p_at_1"] == pytest.approx(2 / 3)
    assert compared["now"]["overall"]["p_at_1"] == 1.0
    assert (compared["only_before"], compared["only_now"]) == (0, 0)
    (changed,) = compared["changed"]
    assert (changed["question"], changed["verdict"]) == ("kolikti kim toqtatady", "better")
    assert changed["now"] == {
        "first": "art_16__para_2__point_21",
        "right": 1,
        "status": "answered",
    }
    lines = evaluate("--without", "repair", "--compare", str(kept)).stdout.splitlines()
    assert "P@1 changed by +0.000 (95 %: +0.000 to +0.000)." in lines
    assert "Better: 0" in lines
    assert "Worse: 0" in lines
    assert any(line.startswith("Before (without repair) and now, 4 questions") for line in lines)


def test_unusable_file_is_reported_before_questions_are_asked(
    evaluate: Run, tmp_path: Path
) -> None:
    for option, path, words in (
        ("--save", tmp_path / "none" / "kept.json", "is not a folder"),
        ("--compare", tmp_path / "none.json", "cannot be read"),
        ("--compare", tmp_path / "questions.jsonl", "does not contain the results"),
    ):
        told = evaluate(option, str(path))
        assert (told.exit_code, told.stdout) == (2, "")
        assert words in told.stderr
        assert "Questions:" not in told.stderr


@pytest.mark.parametrize("words", [("--misses",), ("--without", "bank"), ("--save", "kept.json")])
def test_pool_excludes_options_of_the_law(evaluate: Run, words: tuple[str, ...]) -> None:
    told = evaluate("--pool", "passages.jsonl", *words)
    assert told.exit_code == 2
    assert "--pool cannot be used with --misses" in told.stderr
