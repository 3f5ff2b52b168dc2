"""The results file: outcomes of an evaluation that a later one is compared with."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.atomic_files import write_text
from data.eid import split_reference
from data.errors import BaptaError, EidError
from qa.answer import Status
from qa.evaluation.dataset import EvaluationQuestion, Part
from qa.evaluation.runner import Outcome, evaluate_question

_FORMAT = 1


class RecordError(BaptaError):
    """A file without readable outcomes, or a folder that cannot hold it."""


@dataclass(frozen=True, slots=True)
class Record:
    """The outcomes of one evaluation and the parts that it left out."""

    without: tuple[Part, ...]
    outcomes: tuple[Outcome, ...]


def check_folder(path: Path) -> None:
    """Raise RecordError if the folder of ``path`` does not exist."""
    if not path.absolute().parent.is_dir():
        raise RecordError(f"{path.absolute().parent} is not a folder.")


def write_record(path: Path, record: Record) -> None:
    """Write ``record`` to ``path`` atomically. Raises OSError."""
    stored = {
        "format": _FORMAT,
        "without": list(record.without),
        "outcomes": [_row(outcome) for outcome in record.outcomes],
    }
    write_text(path, json.dumps(stored, ensure_ascii=False, indent=1) + "\n")


def read_record(path: Path) -> Record:
    """Return the record of a file by :func:`write_record`. Raises RecordError for any other."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        if stored["format"] != _FORMAT:
            raise RecordError(f"{path} was written by another version of Bapta and cannot be read.")
        return Record(
            without=tuple(map(Part, stored["without"])),
            outcomes=tuple(map(_outcome, stored["outcomes"])),
        )
    except OSError as error:
        raise RecordError(f"{path} cannot be read.") from error
    except (ValueError, KeyError, TypeError, AttributeError, EidError) as error:
        raise RecordError(f"{path} does not contain the results of an evaluation.") from error


def _row(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "question": question.text,
        "language": question.language,
        "form": question.form,
        "style": question.style,
        "gold": _references(question.gold),
        "ranked": _references(outcome.ranked),
        "status": outcome.status,
        "sureness": outcome.confidence,
    }


def _references(provisions: Collection[tuple[str, str]]) -> list[str]:
    return [f"{act}:{eid}" for act, eid in provisions]


def _outcome(row: dict[str, Any]) -> Outcome:
    question = EvaluationQuestion(
        text=str(row["question"]),
        language=str(row["language"]),
        form=str(row["form"]),
        gold=_provisions(row["gold"]),
        style=row.get("style"),
    )
    return evaluate_question(
        question, _provisions(row["ranked"]), Status(row["status"]), float(row["sureness"])
    )


def _provisions(references: Sequence[str]) -> tuple[tuple[str, str], ...]:
    split = (split_reference(reference) for reference in references)
    return tuple((act or "", eid) for act, eid in split)
