"""Question sets: the files that evaluations read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.corpus import Corpus
from data.eid import split_reference
from data.errors import BaptaError, EidError
from data.model import LANGUAGES
from qa.query.validation import QuestionError, check_question

FORMS = (
    "plain",
    "latin",
    "folded",
    "layout",
    "typo",
    "mixed",
    "reference",
    "out_of_scope",
)


EVALUATION = Path(str(files("data"))) / "evaluation"
"""The folder of the sets that come with Bapta, one folder an act."""


class QuestionSetError(BaptaError):
    """A file of questions or passages that cannot be evaluated."""


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question with its golds as (act, eId); none when it is out of scope."""

    question: str
    language: str
    form: str
    gold: tuple[tuple[str, str], ...]


def read_questions(path: Path, corpus: Corpus) -> tuple[EvaluationQuestion, ...]:
    """The questions of a JSON Lines file, golds checked against ``corpus``.

    Raises QuestionSetError with the number of the first line that is wrong.
    """
    asked = tuple(
        EvaluationQuestion(
            question=_question(row, place),
            language=one_of(row, "language", LANGUAGES, place),
            form=one_of(row, "form", FORMS, place),
            gold=tuple(_gold(eid, corpus, place) for eid in strings(row, "gold", place)),
        )
        for row, place in rows_of(path)
    )
    if not asked:
        raise QuestionSetError(f"{path} contains no question.")
    return asked


def evaluation_sets(corpus: Corpus, own: Path | None = None) -> tuple[Path, ...]:
    """The files of questions for the acts of ``corpus`` that come with Bapta, and those in ``own``.

    They come act by act, each by name; a folder that is not there holds none.
    """
    folders = [EVALUATION / act.id for act in corpus.acts] + ([own] if own is not None else [])
    return tuple(path for folder in folders for path in sorted(folder.glob("*.jsonl")))


def rows_of(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of a JSON Lines file with the words that name its line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path} cannot be read.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"Line {number} of {path}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise QuestionSetError(f"{place} is not valid JSON.") from error
        if not isinstance(row, dict):
            raise QuestionSetError(f"{place} is not a JSON object.")
        yield row, place


def string(row: dict[str, Any], key: str, place: str) -> str:
    """The string ``row[key]``; QuestionSetError where it is none."""
    value = row.get(key)
    if not isinstance(value, str):
        raise QuestionSetError(f"{place} needs a text “{key}”.")
    return value


def strings(row: dict[str, Any], key: str, place: str) -> list[str]:
    """The list of strings ``row[key]``; QuestionSetError where it is none."""
    value = row.get(key)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise QuestionSetError(f"{place} needs a list of texts “{key}”.")
    return value


def one_of(row: dict[str, Any], key: str, allowed: tuple[str, ...], place: str) -> str:
    """The string ``row[key]``; QuestionSetError unless it is among ``allowed``."""
    value = string(row, key, place)
    if value not in allowed:
        raise QuestionSetError(f"{place} has the {key} “{value}”, not one of {', '.join(allowed)}.")
    return value


def _question(row: dict[str, Any], place: str) -> str:
    try:
        return check_question(string(row, "question", place))
    except QuestionError as error:
        raise QuestionSetError(f"{place}: {error.message}") from error


def _gold(reference: str, corpus: Corpus, place: str) -> tuple[str, str]:
    try:
        act_id, eid = split_reference(reference)
    except EidError as error:
        raise QuestionSetError(f"{place}: {error.message}") from error
    act = corpus.default if act_id is None else corpus.act(act_id)
    if eid not in act.by_eid and all(chapter.eid != eid for chapter in act.chapters):
        raise QuestionSetError(f"{place}: the act {act.id} has no provision {eid}.")
    return act.id, eid
