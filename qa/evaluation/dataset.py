"""Inputs of an evaluation: question sets, and the parts of the method that it can leave out.

The command line imports this module at its start, so it loads nothing heavy.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.eid import split_reference
from data.errors import BaptaError, EidError
from data.model import LANGUAGES
from qa.query.validation import QuestionError, check_question

if TYPE_CHECKING:
    from data.corpus import Corpus

FORMS = ("plain", "latin", "folded", "layout", "typo", "mixed", "reference", "out_of_scope")

EVALUATION = Path(str(files("data"))) / "evaluation"
"""The folder of the shipped sets, with one folder for each act."""


class Part(StrEnum):
    """A part that can be left out.

    A channel that is left out has weight 0 in the ranking; the abstention model still uses it.
    """

    BANK = "bank"
    GLOSSARY = "glossary"
    DENSE = "dense"
    LEXICAL = "lexical"
    ASKED_DENSE = "asked_dense"
    ASKED_LEXICAL = "asked_lexical"
    REPAIR = "repair"
    REFERENCES = "references"


class QuestionSetError(BaptaError):
    """A file of questions or passages that cannot be evaluated."""


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question with its golds as (act, eId), none if it is out of scope.

    ``style`` is a free name, such as the way in which it is written.
    """

    text: str
    language: str
    form: str
    gold: tuple[tuple[str, str], ...]
    style: str | None = None


def read_questions(path: Path, corpus: "Corpus") -> tuple[EvaluationQuestion, ...]:
    """Return the questions of a JSON Lines file, with golds checked against ``corpus``.

    Raises QuestionSetError with the number of the first invalid line.
    """
    questions = tuple(read_question(row, corpus, place) for row, place in rows_of(path))
    if not questions:
        raise QuestionSetError(f"{path} contains no question.")
    return questions


def read_question(row: dict[str, Any], corpus: "Corpus", place: str) -> EvaluationQuestion:
    """Return the question of a line. Raises QuestionSetError."""
    return EvaluationQuestion(
        text=question_text(row, "question", place),
        language=language_of(row, place),
        form=one_of(row, "form", FORMS, place),
        gold=golds(row, corpus, place),
        style=string(row, "style", place) if row.get("style") is not None else None,
    )


def evaluation_sets(corpus: "Corpus", own: Path | None = None) -> tuple[Path, ...]:
    """Return the shipped files of questions for the acts of ``corpus``, then those in ``own``."""
    folders = [EVALUATION / act.id for act in corpus.acts] + ([own] if own is not None else [])
    return tuple(path for folder in folders for path in sorted(folder.glob("*.jsonl")))


def rows_of(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object of a JSON Lines file with a name of its line for messages."""
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
    """Return the string ``row[key]``. Raises QuestionSetError if it is none."""
    value = row.get(key)
    if not isinstance(value, str):
        raise QuestionSetError(f"{place} needs a text “{key}”.")
    return value


def strings(row: dict[str, Any], key: str, place: str) -> list[str]:
    """Return the list of strings ``row[key]``. Raises QuestionSetError if it is none."""
    return _strings(row.get(key), key, place)


def flag(row: dict[str, Any], key: str, place: str) -> bool:
    """Return the boolean ``row[key]``, by default false. Raises QuestionSetError if it is none."""
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise QuestionSetError(f"{place} needs true or false as “{key}”.")
    return value


def one_of(row: dict[str, Any], key: str, allowed: tuple[str, ...], place: str) -> str:
    """Return the string ``row[key]``. Raises QuestionSetError if it is not ``allowed``."""
    value = string(row, key, place)
    if value not in allowed:
        raise QuestionSetError(f"{place} has the {key} “{value}”, not one of {', '.join(allowed)}.")
    return value


def language_of(row: dict[str, Any], place: str) -> str:
    """Return the language of a line. Raises QuestionSetError."""
    return one_of(row, "language", LANGUAGES, place)


def question_text(row: dict[str, Any], key: str, place: str) -> str:
    """Return the text ``row[key]`` as it is asked. Raises QuestionSetError."""
    try:
        return check_question(string(row, key, place))
    except QuestionError as error:
        raise QuestionSetError(f"{place}: {error.message}") from error


def golds(row: dict[str, Any], corpus: "Corpus", place: str) -> tuple[tuple[str, str], ...]:
    """Return the golds of a line as (act, eId). Raises QuestionSetError."""
    return parse_golds(row.get("gold"), "gold", corpus, place)


def parse_golds(
    value: object, key: str, corpus: "Corpus", place: str
) -> tuple[tuple[str, str], ...]:
    """Return ``value``, a list of eIds under ``key``, as (act, eId). Raises QuestionSetError."""
    return tuple(_gold(eid, corpus, place) for eid in _strings(value, key, place))


def _strings(value: object, key: str, place: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise QuestionSetError(f"{place} needs a list of texts “{key}”.")
    return value


def _gold(reference: str, corpus: "Corpus", place: str) -> tuple[str, str]:
    try:
        act_id, eid = split_reference(reference)
    except EidError as error:
        raise QuestionSetError(f"{place}: {error.message}") from error
    act = corpus.default if act_id is None else corpus.act(act_id)
    if eid not in act.by_eid and all(chapter.eid != eid for chapter in act.chapters):
        raise QuestionSetError(f"{place}: the act {act.id} has no provision {eid}.")
    return act.id, eid
