"""The operator's own bank: what was published, one file a publication, none ever changed.

``000001.json``, ``000002.json`` … in one folder: who published when, and the entries that went live
together; or the number of an earlier publication that is taken back. The bank is made of the
entries of those that stand. A file is written whole or not at all: whoever reads the folder meets
the bank of before or of after.
"""

import json
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
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
    """Entries that went live together, or the number of the publication that it ``withdraws``."""

    number: int
    by: str
    at: datetime
    entries: tuple[BankQuestion, ...] = ()
    withdraws: int | None = None


def read_publications(folder: Path) -> tuple[Publication, ...]:
    """Every publication in ``folder``, by number; none where there is no folder.

    BankError names the file that cannot be used.
    """
    return tuple(_read(folder / name) for name in publication_names(folder))


def publication_names(folder: Path) -> tuple[str, ...]:
    """The names of the files in ``folder``, in order: they differ whenever the bank does."""
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(sorted((name for name in names if _NAME.fullmatch(name)), key=_number))


def withdrawn_numbers(publications: Sequence[Publication]) -> frozenset[int]:
    """The numbers of those that were taken back."""
    return frozenset(one.withdraws for one in publications if one.withdraws is not None)


def active_publications(publications: Sequence[Publication]) -> tuple[BankQuestion, ...]:
    """The entries of the publications that were not taken back, in order."""
    gone = withdrawn_numbers(publications)
    return tuple(entry for one in publications if one.number not in gone for entry in one.entries)


def references_missing_provision(entry: BankQuestion, corpus: Corpus) -> bool:
    """Whether the act of ``entry`` or a provision that it names is there no longer."""
    act = next((one for one in corpus.acts if one.id == entry.act), None)
    return act is None or not all(eid in act.by_eid for eid in entry.eids)


def write_publication(folder: Path, publication: Publication) -> None:
    """Put a publication into ``folder``, under a number that is not taken; OSError.

    Only one process may write at a time: what a killed one left is taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{publication.number:06}.json"
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    # What a process left that was killed while it wrote.
    for leftover in folder.glob(".*.json.*"):
        leftover.unlink(missing_ok=True)
    text = json.dumps(_plain(publication), ensure_ascii=False, indent=1) + "\n"
    write_text(path, text)


def next_number(publications: Collection[Publication]) -> int:
    """The number of the publication that comes next, from 1."""
    return max((one.number for one in publications), default=0) + 1


def serialize_entry(entry: BankQuestion) -> dict[str, Any]:
    """``entry`` as JSON holds it."""
    return asdict(entry) | {"eids": list(entry.eids)}


def parse_entry(values: dict[str, Any]) -> BankQuestion:
    """The entry of :func:`serialize_entry`; ValueError, KeyError or TypeError for what is none."""
    question, language = values["question"], values["language"]
    act, eids = values["act"], values["eids"]
    sound = isinstance(question, str) and question.strip() and language in LANGUAGES
    if not sound or not all(isinstance(one, str) for one in (act, *eids)):
        raise ValueError(f"no entry of the question bank: {values!r}"[:200])
    return BankQuestion(question, language, act, tuple(eids))


def _number(name: str) -> int:
    return int(name.removesuffix(".json"))


def _plain(publication: Publication) -> dict[str, Any]:
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
            tuple(parse_entry(one) for one in values["entries"]),
            None if values["withdraws"] is None else int(values["withdraws"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BankError(f"{path} is not a complete publication of the question bank.") from error
