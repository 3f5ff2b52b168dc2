"""Publications of the operator's question bank, one immutable file each.

``000001.json``, ``000002.json`` … in one folder hold the author, the time and the entries that went
live together, or the number of an earlier publication that is withdrawn. The bank consists of the
entries of the active publications. Files are written atomically, so a reader sees the bank either
before or after a publication.
"""

import json
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.atomic_files import write_text
from data.corpus import Corpus
from data.model import LANGUAGES
from data.question_bank import BankError, BankQuestion

FORMAT = 1
_NAME = re.compile(r"[0-9]{6,}\.json")


@dataclass(frozen=True, slots=True)
class Publication:
    """Entries that went live together, or the withdrawal of an earlier publication."""

    number: int
    by: str
    at: datetime
    entries: tuple[BankQuestion, ...] = ()
    withdraws: int | None = None


def read_publications(folder: Path) -> tuple[Publication, ...]:
    """Return every publication in ``folder`` by number; none without a folder.

    Raises BankError with the file that cannot be used.
    """
    return tuple(_read(folder / name) for name in publication_names(folder))


def publication_names(folder: Path) -> tuple[str, ...]:
    """Return the file names in ``folder`` in order; they change whenever the bank does."""
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(sorted((name for name in names if _NAME.fullmatch(name)), key=_number))


def withdrawn_numbers(publications: Sequence[Publication]) -> frozenset[int]:
    """Return the numbers of the withdrawn publications."""
    return frozenset(p.withdraws for p in publications if p.withdraws is not None)


def active_publications(publications: Sequence[Publication]) -> tuple[BankQuestion, ...]:
    """Return the entries of the publications that are not withdrawn, in order."""
    withdrawn = withdrawn_numbers(publications)
    return tuple(entry for p in publications if p.number not in withdrawn for entry in p.entries)


def references_missing_provision(entry: BankQuestion, corpus: Corpus) -> bool:
    """Return whether the act or a provision of ``entry`` no longer exists."""
    act = next((act for act in corpus.acts if act.id == entry.act), None)
    return act is None or not all(eid in act.by_eid for eid in entry.eids)


def write_publication(folder: Path, publication: Publication) -> None:
    """Write a publication to ``folder``. Raises OSError, also if its number exists.

    Only one process may write at a time, since the leftovers of a killed one are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{publication.number:06}.json"
    if path.exists():
        raise FileExistsError(f"{path} already exists")
    for leftover in folder.glob(".*.json.*"):
        leftover.unlink(missing_ok=True)
    write_text(path, json.dumps(_to_json(publication), ensure_ascii=False, indent=1) + "\n")


def next_number(publications: Collection[Publication]) -> int:
    """Return the number of the next publication, from 1."""
    return max((publication.number for publication in publications), default=0) + 1


def serialize_entry(entry: BankQuestion) -> dict[str, Any]:
    """Return ``entry`` as a JSON object."""
    return {
        "question": entry.question,
        "language": entry.language,
        "act": entry.act,
        "eids": list(entry.eids),
    }


def parse_entry(values: dict[str, Any]) -> BankQuestion:
    """Parse the JSON object of an entry. Raises ValueError, KeyError or TypeError."""
    question, language = values["question"], values["language"]
    act, eids = values["act"], values["eids"]
    valid = isinstance(question, str) and question.strip() and language in LANGUAGES
    if not valid or not all(isinstance(text, str) for text in (act, *eids)):
        raise ValueError(f"no entry of the question bank: {values!r}"[:200])
    return BankQuestion(question, language, act, tuple(eids))


def _number(name: str) -> int:
    return int(name.removesuffix(".json"))


def _to_json(publication: Publication) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "by": publication.by,
        "at": publication.at.astimezone(UTC).isoformat(timespec="seconds"),
        "withdraws": publication.withdraws,
        "entries": [serialize_entry(entry) for entry in publication.entries],
    }


def _read(path: Path) -> Publication:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise BankError(f"{path} was published by another version of Bapta.")
        return Publication(
            _number(path.name),
            str(values["by"]),
            datetime.fromisoformat(values["at"]),
            tuple(map(parse_entry, values["entries"])),
            None if values["withdraws"] is None else int(values["withdraws"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BankError(f"{path} is not a valid publication of the question bank.") from error
