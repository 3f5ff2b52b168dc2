"""Corpora of the benchmark: the law alone and among other acts."""

import json
import lzma
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from data.corpus import Corpus
from data.errors import BaptaError
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.passages import split_passages

ACTS = Path("corpus") / "kz-acts.jsonl.xz"


@dataclass(frozen=True, slots=True)
class Sample:
    """A corpus with the number of its passages; ``synthetic`` if it is made of copies."""

    name: str
    corpus: Corpus
    passages: int
    synthetic: bool


def sample(law: Corpus, passages: int | None, folder: Path) -> Sample:
    """Return ``law`` and whole acts of ``folder`` up to ``passages`` (all acts for None).

    Without the file of acts the law is copied until there are enough passages.
    """
    file = folder / ACTS
    others = _read_acts(file) if file.is_file() else _copies(law)
    wanted = 100_000 if passages is None and not file.is_file() else passages
    acts = list(law.acts)
    total = sum(len(split_passages(act)) for act in acts)
    for act in others:
        if wanted is not None and total >= wanted:
            break
        acts.append(act)
        total += len(split_passages(act))
    name = "all acts" if passages is None else f"{passages:,} passages"
    return Sample(name, Corpus(tuple(acts)), total, not file.is_file())


def _read_acts(file: Path) -> Iterator[Act]:
    """Yield the acts of a compressed file of JSON Lines (id, title, text), taken to be in Kazakh.

    Acts that cannot be parsed are skipped.
    """
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            with suppress(BaptaError):
                yield parse_text(entry["text"], Sidecar(entry["id"], entry["title"], "kk"), "")


def _copies(law: Corpus) -> Iterator[Act]:
    """Yield the acts of ``law`` again and again, under other ids and with a mark in every text."""
    for number in count(2):
        for act in law.acts:
            provisions = tuple(
                replace(p, text=f"{p.text} {number}" if p.text else "", lead_in=None, closing=None)
                for p in act.provisions
            )
            yield replace(act, id=f"{act.id}-{number}", provisions=provisions, names=())
