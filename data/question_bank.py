"""The question bank: curated lay questions, each pointing to the provisions that answer it.

One folder an act, any number of JSON Lines files in it: ``{"question", "language", "eids"}``. A
question with no eIds is one that the act does not answer: it teaches what lies outside.
"""

import json
import re
from collections.abc import Iterator, Sequence
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
    """A question, its language (kk, ru, en), its act, and the eIds there that answer it, if any."""

    question: str
    language: str
    act: str
    eids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankFinding:
    """What is wrong with one question of the bank."""

    question: str
    problem: str


def acts_with_bank() -> frozenset[str]:
    """The ids of the acts that questions come for with Bapta."""
    return frozenset(folder.name for folder in files("data").joinpath("questions").iterdir())


def load_bank(act: Act, folder: Path | Traversable | None = None) -> tuple[BankQuestion, ...]:
    """The questions for ``act`` from ``folder`` (by default those that come with Bapta).

    The folder holds one folder an act; without one for ``act`` there are no questions. BankError
    names the file and line that cannot be read.
    """
    root = folder or files("data").joinpath("questions")
    home = root.joinpath(act.id)
    if not home.is_dir():
        return ()
    sources = sorted((f for f in home.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)
    return tuple(question for source in sources for question in _questions(source, act.id))


def _questions(source: Traversable, act: str) -> Iterator[BankQuestion]:
    for number, line in enumerate(source.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            yield _question(line, act, f"{source.name}, line {number}")


def _question(line: str, act: str, place: str) -> BankQuestion:
    try:
        values = json.loads(line)
        question, language, eids = values["question"], values["language"], values["eids"]
    except (ValueError, KeyError, TypeError) as error:
        raise BankError(f"The question bank cannot be read at {place}.") from error
    sound = (
        isinstance(question, str)
        and question.strip()
        and language in LANGUAGES
        and isinstance(eids, list)
        and all(isinstance(eid, str) for eid in eids)
    )
    if not sound:
        raise BankError(f"The entry at {place} is not a question with its eIds.")
    return BankQuestion(question, language, act, tuple(eids))


def normalize_question(text: str) -> str:
    """What two askings of one question share: letters and digits in lower case."""
    return _SPACES.sub(" ", _SIGNS.sub(" ", text.lower())).strip()


def check_bank(act: Act, bank: Sequence[BankQuestion]) -> tuple[BankFinding, ...]:
    """Unknown eIds, eIds without text of their own, doubles, questions that provisions share.

    One question may name several provisions; two entries of one question may not differ.
    """
    findings = []
    seen: dict[str, BankQuestion] = {}
    for entry in bank:
        for eid in entry.eids:
            provision = act.by_eid.get(eid)
            if provision is None:
                findings.append(BankFinding(entry.question, f"unknown eId {eid}"))
            elif not provision.text:
                findings.append(BankFinding(entry.question, f"{eid} has no text of its own"))
        earlier = seen.setdefault(normalize_question(entry.question), entry)
        if earlier is not entry:
            problem = "double" if earlier.eids == entry.eids else "shared by two entries"
            findings.append(BankFinding(entry.question, problem))
    return tuple(findings)
