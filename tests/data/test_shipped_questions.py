"""The evaluation questions are well formed, and every gold is a provision of the law."""

import json
from collections import Counter
from typing import Any

import pytest

from data.corpus import load_corpus
from qa.evaluation.dataset import EVALUATION

FOLDER = EVALUATION / "kz-internal-affairs"
FILES = ("development.jsonl", "held_back.jsonl")
COUNTS = {
    "plain": {"kk": 138, "ru": 95, "en": 88},
    "latin": {"kk": 40},
    "folded": {"kk": 38},
    "layout": {"kk": 8, "ru": 7},
    "typo": {"kk": 9, "ru": 8, "en": 5},
    "mixed": {"kk": 21},
    "reference": {"kk": 18, "ru": 14, "en": 9},
    "out_of_scope": {"kk": 91, "ru": 79, "en": 58},
}
ARTICLES = 32


def rows_of(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def all_rows() -> list[dict[str, Any]]:
    return [row for name in FILES for row in rows_of(name)]


@pytest.mark.parametrize("name", FILES)
def test_each_line_has_its_keys_and_values(name: str) -> None:
    for row in rows_of(name):
        assert list(row) == ["question", "language", "form", "gold"], row
        assert row["language"] in COUNTS[row["form"]], row
        assert row["question"] == row["question"].strip(), row
        assert 0 < len(row["question"]) <= 1000, row
        assert (row["gold"] == []) == (row["form"] == "out_of_scope"), row
        assert len(set(row["gold"])) == len(row["gold"]), row


def test_counts_are_those_of_the_readme() -> None:
    counts = Counter((row["form"], row["language"]) for row in all_rows())
    expected = {(form, code): n for form, by in COUNTS.items() for code, n in by.items()}
    assert counts == expected
    table = (EVALUATION / "README.md").read_text(encoding="utf-8")
    for form, by in COUNTS.items():
        line = next(line for line in table.splitlines() if line.startswith(f"| `{form}`"))
        cells = [cell.strip() for cell in line.strip("|").split("|")][2:]
        assert cells == [str(by.get(code, "")) for code in ("kk", "ru", "en")]


def test_no_question_is_duplicated() -> None:
    seen = Counter(" ".join(row["question"].casefold().split()) for row in all_rows())
    assert [question for question, n in seen.items() if n > 1] == []


def test_each_gold_is_a_provision_of_the_law() -> None:
    known = load_corpus().default.by_eid
    assert [eid for row in all_rows() for eid in row["gold"] if eid not in known] == []


def test_both_files_cover_every_article() -> None:
    articles = {f"art_{number}" for number in range(1, ARTICLES + 1)}
    for name in FILES:
        asked = {eid.split("__")[0] for row in rows_of(name) for eid in row["gold"]}
        assert articles - asked == set(), name


@pytest.mark.parametrize("form", COUNTS)
def test_a_third_of_each_form_and_language_is_held_back(form: str) -> None:
    development, held = (
        Counter(row["language"] for row in rows_of(name) if row["form"] == form) for name in FILES
    )
    for code, total in COUNTS[form].items():
        assert development[code] + held[code] == total
        assert abs(held[code] - total / 3) <= max(1.5, 0.03 * total), (code, held[code])
