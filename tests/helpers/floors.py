"""Measurement of the evaluation questions, and the floors that follow from it.

Write them with ``PYTHONPATH=. python tests/helpers/floors.py``, after a change that is meant to
change the figures.
"""

import math
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.atomic_files import replace_file
from data.corpus import load_corpus
from qa.evaluation.dialogue import dialogue_dict, evaluate_dialogues
from qa.evaluation.letter import evaluate_letters, letter_figures
from qa.evaluation.question_set import QuestionSet, read_question_set
from qa.evaluation.runner import Outcome, evaluate, figures
from tests.helpers.answerers import QUESTIONS, outcomes
from tests.helpers.web_app import model_answerer
from web.settings import read_settings

PATH = Path(__file__).with_name("floors.toml")
SETS = ("development", "held_back")
PEOPLE = {"people": SETS, "second": SETS, "third": ("held_back",)}
"""The sets of people's questions, by writers."""
CEILINGS = frozenset({"false_refusal_rate", "wrong_answer_rate", "false_answer_rate"})
COUNTS = frozenset({"n", "questions"})
_OUTSIDE = frozenset({"false_answer_rate", "not_covered_rate"})
# One question of a small group may turn with the processor that encodes it.
_QUESTIONS = 1.5
_LEAST = 0.01
# The sets of people's questions are measured in part, to spare time, and bounded modestly.
PEOPLE_STEP = 3
_PEOPLE_MARGIN = 0.08
_TURNS = ("opening", "follow_up", "new_topic", "outside")
_HEAD = """\
# What no change may fall below, a little under what was measured: one question of a small group
# may turn with the processor that encodes it. Refusals and wrong answers have ceilings. No model
# has a part in references: these are held as they are. Written by tests/floors.py.
"""


def groups(found: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes overall, by form and by language, with the name of each group."""
    yield "overall", list(found)
    for attribute in ("form", "language"):
        for name in sorted({str(getattr(one.question, attribute)) for one in found}):
            yield name, [one for one in found if getattr(one.question, attribute) == name]


def bounds(found: Sequence[Outcome]) -> dict[str, float]:
    """The bound of each figure that applies to a group, to three digits."""
    inside = sum(one.in_scope for one in found)
    counts = {"auroc": min(inside, len(found) - inside)}
    limits = {}
    for name, value in figures(found).items():
        if name == "n" or value is None:
            continue
        n = counts.get(name, len(found) - inside if name in _OUTSIDE else inside)
        margin = 0.0 if _named(found) else max(_LEAST, _QUESTIONS / n)
        if name in CEILINGS:
            limits[name] = min(1.0, math.ceil(1000 * (value + margin)) / 1000)
        else:
            limits[name] = max(0.0, math.floor(1000 * (value - margin)) / 1000)
    return limits


def _named(found: Sequence[Outcome]) -> bool:
    return all(one.question.form == "reference" for one in found)


def tables(home: Path) -> Iterator[str]:
    """The lines of floors.toml."""
    yield _HEAD
    yield f"measured = {datetime.now(UTC).date()}"
    for name in SETS:
        for group, found in groups(outcomes(home, name)):
            yield f"\n[{name}.{group}]\nn = {len(found)}"
            yield from (f"{figure} = {limit}" for figure, limit in bounds(found).items())


def measure_people(home: Path) -> dict[str, dict[str, Any]]:
    """The figures of every third question, dialogue and letter of people, by section."""
    answerer, corpus = model_answerer(home), load_corpus()

    def third(name: str) -> QuestionSet:
        found = read_question_set(QUESTIONS / "people" / f"{name}.jsonl", corpus)
        return QuestionSet(
            found.questions[::PEOPLE_STEP],
            found.dialogues[::PEOPLE_STEP],
            found.letters[::PEOPLE_STEP],
        )

    turns = dialogue_dict(evaluate_dialogues(answerer, third("dialogues").dialogues))
    letters = letter_figures(evaluate_letters(answerer, third("letters").letters))
    return {
        **{
            f"{kind}.{name}": figures(evaluate(answerer, third(f"{kind}-{name}").questions))
            for kind, names in PEOPLE.items()
            for name in names
        },
        **{f"dialogues.{kind}": turns[kind] for kind in _TURNS},
        "dialogues.small_talk": turns["small_talk"],
        "letters.overall": letters,
    }


def people_bounds(found: dict[str, Any]) -> dict[str, float]:
    """The modest bound of each figure of a section; counts are kept as they are."""
    margin = max(_PEOPLE_MARGIN, _QUESTIONS / found["n"])
    limits = {}
    for name, value in found.items():
        if value is None:
            continue
        if name in COUNTS:
            limits[name] = value
        elif name in CEILINGS:
            limits[name] = round(min(1.0, value + margin), 2)
        else:
            limits[name] = round(max(0.0, value - margin), 2)
    return limits


def people_tables(home: Path) -> Iterator[str]:
    """The lines of floors.toml on people's questions, dialogues and letters."""
    for section, found in measure_people(home).items():
        yield f"\n[{section}]"
        yield from (f"{name} = {value}" for name, value in people_bounds(found).items())


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def main() -> None:
    """Measure and write."""
    home = read_settings(os.environ).home
    text = "\n".join((*tables(home), *people_tables(home))) + "\n"
    replace_file(PATH, lambda scratch: _write(scratch, text))


if __name__ == "__main__":
    main()
