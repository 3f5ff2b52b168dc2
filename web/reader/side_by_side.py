"""Alignment of two texts of one act: in another language, or of another edition."""

import re
from dataclasses import dataclass

from data.corpus import Corpus, parallel_acts
from data.edition_diff import token_diff
from data.model import Act, Provision
from web.reader.outline import page_nodes

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words; ``changed`` when the other text differs there."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """The provisions of one eId in both texts, None where a text lacks it.

    ``left`` and ``right`` hold the words of each; only texts of one language are compared.
    """

    eid: str
    one: Provision | None
    other: Provision | None
    left: tuple[Part, ...]
    right: tuple[Part, ...]


def parallel_and_editions(corpus: Corpus, act: Act) -> tuple[Act, ...]:
    """Return the other texts of ``act``: parallel ones, then other editions, newest first."""
    editions = (each for each in corpus.editions(act.id) if each.edition_id != act.edition_id)
    return (*parallel_acts(corpus, act.id), *editions)


def align_rows(one: Act, other: Act, top: str) -> tuple[AlignedRow, ...]:
    """Align the page ``top`` of both acts by eId, in the order of ``one`` and then of ``other``."""
    left = {node.provision.eid: node.provision for node in page_nodes(one, top)}
    right = {each.eid: each for each in other.under(top)}
    eids = [*left, *(eid for eid in right if eid not in left)]
    compared = one.language == other.language
    return tuple(_row(eid, left.get(eid), right.get(eid), compared) for eid in eids)


def _row(eid: str, one: Provision | None, other: Provision | None, compared: bool) -> AlignedRow:
    left, right = one.text if one else "", other.text if other else ""
    if not (compared and one and other) or left == right:
        return AlignedRow(eid, one, other, (Part(left),), (Part(right),))
    runs = token_diff(_TOKEN.findall(left), _TOKEN.findall(right), "")
    return AlignedRow(
        eid,
        one,
        other,
        tuple(Part(run.text, run.kind != "kept") for run in runs if run.kind != "new"),
        tuple(Part(run.text, run.kind != "kept") for run in runs if run.kind != "old"),
    )
