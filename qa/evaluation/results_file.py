"""Outcomes kept in a file, so that a later evaluation can be compared with them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.atomic_files import write_text
from data.eid import split_reference
from data.errors import BaptaError, EidError
from qa.answer import Status
from qa.evaluation.ablation import Part
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import Outcome, evaluate_question

_FORMAT = 1


class RecordError(BaptaError):
    """A file that holds no outcomes."""


@dataclass(frozen=True, slots=True)
class Record:
    """The outcomes of one evaluation and the parts that it left out."""

    without: tuple[Part, ...]
    outcomes: tuple[Outcome, ...]


def check_place(path: Path) -> None:
    """RecordError where the folder that is to hold ``path`` does not exist."""
    if not path.absolute().parent.is_dir():
        raise RecordError(f"{path.absolute().parent} is not a folder.")


def write_record(path: Path, record: Record) -> None:
    """Keep ``record`` in ``path``, whole or not at all; OSError where it cannot be written."""
    kept = {
        "format": _FORMAT,
        "without": list(record.without),
        "outcomes": [_row(outcome) for outcome in record.outcomes],
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    write_text(path, text)


def read_record(path: Path) -> Record:
    """What :func:`write_record` kept; RecordError for anything else."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["format"] != _FORMAT:
            raise RecordError(f"{path} was written by another version of Bapta and cannot be read.")
        return Record(
            without=tuple(map(Part, kept["without"])),
            outcomes=tuple(map(_outcome, kept["outcomes"])),
        )
    except OSError as error:
        raise RecordError(f"{path} cannot be read.") from error
    except (ValueError, KeyError, TypeError, AttributeError, EidError) as error:
        raise RecordError(f"{path} does not contain the results of an evaluation.") from error


def _row(outcome: Outcome) -> dict[str, Any]:
    asked = outcome.asked
    return {
        "question": asked.question,
        "language": asked.language,
        "form": asked.form,
        "gold": _references(asked.gold),
        "ranked": _references(outcome.ranked),
        "status": outcome.status,
        "sureness": outcome.sureness,
    }


def _references(provisions: Collection[tuple[str, str]]) -> list[str]:
    return [f"{act}:{eid}" for act, eid in provisions]


def _outcome(row: dict[str, Any]) -> Outcome:
    asked = EvaluationQuestion(
        question=str(row["question"]),
        language=str(row["language"]),
        form=str(row["form"]),
        gold=_provisions(row["gold"]),
    )
    return evaluate_question(
        asked, _provisions(row["ranked"]), Status(row["status"]), float(row["sureness"])
    )


def _provisions(references: Sequence[str]) -> tuple[tuple[str, str], ...]:
    split = (split_reference(reference) for reference in references)
    return tuple((act or "", eid) for act, eid in split)
