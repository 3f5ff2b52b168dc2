"""Tests of ``bapta fit``."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.helpers.web_app import FIREARM
from web.cli.main import main

INSIDE = (
    {"question": FIREARM, "language": "kk", "form": "plain", "gold": ["art_24__para_3"]},
    {"question": "Нысанды киім тегін бе?", "language": "kk", "form": "plain", "gold": ["art_26"]},
    {"question": "Кто назначает министра?", "language": "ru", "form": "plain", "gold": ["art_12"]},
)
OUTSIDE = (
    {"question": "Борщ рецепті", "language": "kk", "form": "out_of_scope", "gold": []},
    {
        "question": "What is the tallest mountain?",
        "language": "en",
        "form": "out_of_scope",
        "gold": [],
    },
)
Run = Callable[..., Result]


@pytest.fixture
def fit(indexed_home: Path, tmp_path: Path) -> Run:
    """Return a function that runs ``bapta fit`` on rows with the real model."""

    def run(rows: tuple[dict[str, object], ...], *words: str) -> Result:
        questions = tmp_path / "questions.jsonl"
        questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return CliRunner().invoke(main, ["fit", str(questions), *words])

    return run


def test_abstention_model_is_printed_as_table(fit: Run) -> None:
    told = fit((*INSIDE, *OUTSIDE))
    assert told.exit_code == 0, told.stderr
    table = tomllib.loads(told.stdout)
    assert list(table) == ["bank"]
    assert set(table["bank"]) == {"medium", "sure", "high", "scope", "right"}
    for part in ("scope", "right"):
        weights = table["bank"][part]["weights"]
        assert {"dense", "nearest", "words_covered", "outside_nearest"} <= set(weights)


def test_weights_are_printed_as_table(fit: Run) -> None:
    told = fit(INSIDE, "--weights")
    assert told.exit_code == 0, told.stderr
    weights = tomllib.loads(told.stdout)
    assert list(weights) == ["dense", "lexical", "asked_dense", "asked_lexical"]
    assert min(weights.values()) >= 0 < max(weights.values())


def test_questions_of_one_kind_are_refused(fit: Run) -> None:
    told = fit(INSIDE)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.endswith(
        "bapta: Fitting a model needs questions in scope and questions out of scope.\n"
    )


def test_folds_need_the_bank(fit: Run) -> None:
    told = fit((*INSIDE, *OUTSIDE), "--folds", "--without-bank")
    assert told.exit_code == 2
    assert "--folds cannot be used with --without-bank." in told.stderr
