"""What is measured on: the law, and the law among as many passages as are asked for."""

import json
import lzma
from collections.abc import Iterator
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
    """A corpus with the number of its passages; ``synthetic`` when it is made of copies."""

    name: str
    corpus: Corpus
    passages: int
    synthetic: bool


def sample(law: Corpus, passages: int | None, folder: Path) -> Sample:
    """``law`` and whole acts of ``folder`` until there are ``passages`` (all acts for None).

    Without the file of acts the law is copied until there are enough of it.
    """
    file = folder / ACTS
    found = publish_sample(file) if file.is_file() else copies(law)
    wanted = 100_000 if passages is None and not file.is_file() else passages
    acts = list(law.acts)
    total = sum(len(split_passages(act)) for act in acts)
    for act in found:
        if wanted is not None and total >= wanted:
            break
        acts.append(act)
        total += len(split_passages(act))
    name = "all acts" if passages is None else f"{passages:,} passages"
    return Sample(name, Corpus(tuple(acts)), total, not file.is_file())


def publish_sample(file: Path) -> Iterator[Act]:
    """The acts of a file of JSON Lines (id, title, text), xz; those that cannot be read left out.

    They are taken to be in Kazakh.
    """
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            try:
                yield parse_text(entry["text"], Sidecar(entry["id"], entry["title"], "kk"), "")
            except BaptaError:
                continue


def copies(law: Corpus) -> Iterator[Act]:
    """The acts of ``law`` again and again, under other ids and with a mark in every text."""
    for number in count(2):
        for act in law.acts:
            provisions = tuple(
                replace(p, text=f"{p.text} {number}" if p.text else "", lead_in=None, closing=None)
                for p in act.provisions
            )
            yield replace(act, id=f"{act.id}-{number}", provisions=provisions, names=())
