"""Overlap of evaluation questions with the question bank, in any spelling, and with wordings."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import pytest

from data.corpus import load_corpus
from data.glossary import load_glossary
from data.question_bank import BankQuestion, normalize_question
from qa.adaptation.wordings import read_matters
from qa.evaluation.dataset import EVALUATION
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, Repair
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.slow

FOLDER = EVALUATION / "kz-internal-affairs"
NEAR = 0.7


def trigrams(text: str) -> frozenset[str]:
    """Return the character trigrams of a normalised question."""
    text = normalize_question(text)
    return frozenset(text[start : start + 3] for start in range(max(1, len(text) - 2)))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity."""
    return len(one & other) / len(one | other)


class Known:
    """Known questions, found by the trigrams that they share with another."""

    def __init__(self, questions: Iterable[str]) -> None:
        self._entries = [(trigrams(question), question) for question in questions]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for number, (known, _) in enumerate(self._entries):
            for each in known:
                self._with[each].append(number)

    def near(self, asked: frozenset[str]) -> Iterator[str]:
        """Yield the questions that are at least so similar to ``asked``."""
        shared = Counter(chain.from_iterable(self._with.get(each, ()) for each in asked))
        for number, count in shared.items():
            known, question = self._entries[number]
            # All others share too few trigrams; one more than that allows for rounding.
            if count >= NEAR * len(asked) - 1 and similarity(asked, known) >= NEAR:
                yield question


@pytest.fixture(scope="module")
def bank() -> tuple[BankQuestion, ...]:
    return shipped_bank(load_corpus())


@pytest.fixture(scope="module")
def known(bank: tuple[BankQuestion, ...]) -> Known:
    return Known(entry.question for entry in bank)


@pytest.fixture(scope="module")
def rewriter(bank: tuple[BankQuestion, ...]) -> QueryRewriter:
    return QueryRewriter(load_corpus(), bank, load_glossary())


def test_similarity_separates_rephrased_from_other_questions() -> None:
    asked = trigrams("Министрді кім тағайындайды?")
    assert similarity(asked, trigrams("министрді кім тағайындайды")) == 1.0
    assert similarity(asked, trigrams("Министрді енді кім тағайындайды?")) > NEAR
    assert similarity(asked, trigrams("Министрді кім қызметінен босатады?")) < 0.5


def test_every_similar_question_of_the_bank_is_found(
    bank: tuple[BankQuestion, ...], known: Known
) -> None:
    for entry in bank[::500]:
        asked = trigrams(f"Ал {entry.question}")
        compared = [
            one.question for one in bank if similarity(asked, trigrams(one.question)) >= NEAR
        ]
        assert sorted(known.near(asked)) == sorted(compared)


@pytest.mark.parametrize(
    "name",
    [
        "development",
        "held_back",
        "people/people-development",
        "people/people-held_back",
        "people/second-development",
        "people/second-held_back",
        "people/third-held_back",
    ],
)
def test_no_evaluation_question_is_in_the_bank(
    name: str, known: Known, rewriter: QueryRewriter
) -> None:
    near = []
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        question = str(json.loads(line)["question"])
        # Questions in Latin letters are compared in their Kazakh variants too. A question whose
        # abbreviation is written out ("КНБ") is another one than the written-out entry.
        variants = rewriter.variants(normalize_input(question), None, exact=False)
        spelled = {one.text for one in variants if Repair.SLANG not in one.repairs}
        for asked in map(trigrams, {question, *spelled}):
            near += [(question, entry) for entry in known.near(asked)]
    assert near == []


def asked_texts(row: dict[str, Any]) -> list[str]:
    """Return what is asked in a line of any evaluation file."""
    turns = row.get("turns", [row])
    return [turn["question"] if "question" in turn else turn["text"] for turn in turns]


def test_no_evaluation_question_is_among_the_wordings_of_the_training() -> None:
    matters = read_matters(ROOT / "qa" / "adaptation" / "wordings.jsonl.gz")
    known = Known(text for matter in matters for text, _ in matter)
    near = []
    for path in sorted(EVALUATION.rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            for text in asked_texts(json.loads(line)):
                near += [(text, wording) for wording in known.near(trigrams(text))]
    assert near == []
