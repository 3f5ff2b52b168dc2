"""Question bank: curated questions with the eIds of the provisions that answer them.

Each act has a folder with JSON Lines files: ``{"question", "language", "eids"}``. A question
without eIds is out of scope. One with ``"colloquial": true`` is in slang or careless speech: it
takes part in ranking and is never shown to anyone as an example.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from data.errors import BaptaError
from data.model import LANGUAGES, Act

_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[^\w\s]|_")


class BankError(BaptaError):
    """A question bank that cannot be used."""


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """Question, its language (kk, ru, en), its act and the eIds of the act that answer it."""

    question: str
    language: str
    act: str
    eids: tuple[str, ...]
    is_colloquial: bool = False


def acts_with_bank() -> frozenset[str]:
    """Return the ids of the acts with a bank in Bapta."""
    return frozenset(folder.name for folder in files("data").joinpath("questions").iterdir())


def load_bank(act: Act, folder: Path | Traversable | None = None) -> tuple[BankQuestion, ...]:
    """Return the questions for ``act`` in ``folder``, by default the bank of Bapta.

    Raises BankError with the file and line that cannot be read.
    """
    source = (folder or files("data").joinpath("questions")).joinpath(act.id)
    if not source.is_dir():
        return ()
    banks = sorted((f for f in source.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)
    return tuple(question for bank in banks for question in _questions(bank, act.id))


def _questions(source: Traversable, act: str) -> Iterator[BankQuestion]:
    for number, line in enumerate(source.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            yield _question(line, act, f"{source.name}, line {number}")


def _question(line: str, act: str, place: str) -> BankQuestion:
    try:
        values = json.loads(line)
        question, language, eids = values["question"], values["language"], values["eids"]
        is_colloquial = values.get("colloquial", False)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BankError(f"The question bank cannot be read at {place}.") from error
    valid = (
        isinstance(question, str)
        and question.strip()
        and language in LANGUAGES
        and isinstance(eids, list)
        and all(isinstance(eid, str) for eid in eids)
        and isinstance(is_colloquial, bool)
    )
    if not valid:
        raise BankError(f"The entry at {place} is not a question with its eIds.")
    return BankQuestion(question, language, act, tuple(eids), is_colloquial)


def normalize_question(text: str) -> str:
    """Return the letters and digits of a question in lower case, with single spaces."""
    return _SPACES.sub(" ", _SIGNS.sub(" ", text.lower())).strip()
