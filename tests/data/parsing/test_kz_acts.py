"""Published acts that were labelled by hand: numbers of articles and paragraphs, no words.

A label holds the numbers of the articles in the order of the act, and for some articles (by their
place in that order) the numbers of their paragraphs. The acts are read from the folder of the
material for benchmarks; where it is absent, these tests are left out.
"""

import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.eid import is_eid
from data.metadata import Sidecar
from data.model import Act, Kind
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions
from tests.helpers.paths import LABELS

BENCH = Path(os.environ.get("BAPTA_BENCH_DIR") or "../shared")
ACTS = BENCH / "corpus" / "kz-acts.jsonl.xz"
LABELS = LABELS / "kz_acts.jsonl"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ACTS.exists(), reason=f"there is no {ACTS}"),
]


def published() -> Iterator[Act]:
    with lzma.open(ACTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            facts = Sidecar(entry["id"], entry["title"], "kk")
            yield parse_text(entry["text"], facts, f"{entry['id']}.txt")


@pytest.fixture(scope="module")
def acts() -> dict[str, Act]:
    return {act.id: act for act in published()}


def paragraphs(act: Act, article: int) -> list[str | None] | None:
    """The numbers of the paragraphs of the article at a place, counted from 1."""
    if article > len(act.articles):
        return None
    eid = act.articles[article - 1].eid
    return [p.number for p in act.provisions if p.parent == eid and p.kind is Kind.PARAGRAPH]


def test_articles_and_paragraphs_equal_the_labels(acts: dict[str, Act]) -> None:
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert (len(labels), sum(label["amending"] for label in labels)) == (40, 20)
    right = [
        label["id"]
        for label in labels
        if [article.number for article in acts[label["id"]].articles] == label["articles"]
    ]
    assert len(right) >= 38
    compared = [
        paragraphs(acts[label["id"]], int(place)) == numbers
        for label in labels
        for place, numbers in label["paragraphs"].items()
    ]
    assert sum(compared) >= 0.95 * len(compared)


def test_every_quote_of_every_act_is_verbatim(acts: dict[str, Act]) -> None:
    assert len(acts) == 1690
    assert {act.id: verify_provisions(act) for act in acts.values() if verify_provisions(act)} == {}
    assert all(is_eid(p.eid) for act in acts.values() for p in act.provisions)
    assert all(len(act.by_eid) == len(act.provisions) for act in acts.values())
