"""Overlap of evaluation questions and the question bank, in any spelling."""

import json
from collections import defaultdict
from math import ceil, floor

import pytest

from data.corpus import load_corpus
from data.glossary import load_glossary
from data.question_bank import BankQuestion, normalize_question
from qa.evaluation.dataset import EVALUATION
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, Repair
from qa.retrieval.bank_index import shipped_bank

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


@pytest.fixture(scope="module")
def bank() -> tuple[BankQuestion, ...]:
    return shipped_bank(load_corpus())


@pytest.fixture(scope="module")
def rewriter(bank: tuple[BankQuestion, ...]) -> QueryRewriter:
    return QueryRewriter(load_corpus(), bank, load_glossary())


def test_similarity_separates_rephrased_from_other_questions() -> None:
    asked = trigrams("Министрді кім тағайындайды?")
    assert similarity(asked, trigrams("министрді кім тағайындайды")) == 1.0
    assert similarity(asked, trigrams("Министрді енді кім тағайындайды?")) > NEAR
    assert similarity(asked, trigrams("Министрді кім қызметінен босатады?")) < 0.5


@pytest.mark.parametrize(
    "name",
    [
        "development",
        "held_back",
        "people/people-development",
        "people/people-held_back",
        "people/second-development",
        "people/second-held_back",
    ],
)
def test_no_evaluation_question_is_in_the_bank(
    name: str, bank: tuple[BankQuestion, ...], rewriter: QueryRewriter
) -> None:
    # Sets of very different sizes cannot be similar.
    by_size: defaultdict[int, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for entry in bank:
        known = trigrams(entry.question)
        by_size[len(known)].append((known, entry.question))
    near = []
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        question = str(json.loads(line)["question"])
        # Questions in Latin letters are compared in their Kazakh variants too. A question whose
        # abbreviation is written out ("КНБ") is another one than the written-out entry.
        variants = rewriter.variants(normalize_input(question), None, exact=False)
        spelled = {one.text for one in variants if Repair.SLANG not in one.repairs}
        for asked in map(trigrams, {question, *spelled}):
            for size in range(ceil(NEAR * len(asked)), floor(len(asked) / NEAR) + 1):
                near += [(question, t) for k, t in by_size[size] if similarity(asked, k) >= NEAR]
    assert near == []
