"""No evaluation question stands in the question bank, nor nearly, however it is typed."""

import json
from collections import defaultdict
from math import ceil, floor

import pytest

from data.corpus import load_corpus
from data.glossary import load_glossary
from data.question_bank import BankQuestion, normalize_question
from qa.evaluation.dataset import EVALUATION
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter
from qa.retrieval.bank_index import shipped_bank

pytestmark = pytest.mark.slow

FOLDER = EVALUATION / "kz-internal-affairs"
NEAR = 0.7


def trigrams(text: str) -> frozenset[str]:
    """The runs of three characters of a question without its signs."""
    said = normalize_question(text)
    return frozenset(said[start : start + 3] for start in range(max(1, len(said) - 2)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity."""
    return len(one & other) / len(one | other)


@pytest.fixture(scope="module")
def bank() -> tuple[BankQuestion, ...]:
    return shipped_bank(load_corpus())


@pytest.fixture(scope="module")
def reader(bank: tuple[BankQuestion, ...]) -> QueryRewriter:
    return QueryRewriter(load_corpus(), bank, load_glossary())


def test_likeness_tells_the_same_from_another() -> None:
    asked = trigrams("Министрді кім тағайындайды?")
    assert likeness(asked, trigrams("министрді кім тағайындайды")) == 1.0
    assert likeness(asked, trigrams("Министрді енді кім тағайындайды?")) > NEAR
    assert likeness(asked, trigrams("Министрді кім қызметінен босатады?")) < 0.5


@pytest.mark.parametrize("name", ["development", "held_back"])
def test_no_evaluation_question_is_in_the_bank(
    name: str, bank: tuple[BankQuestion, ...], reader: QueryRewriter
) -> None:
    # Sets of very different sizes cannot be alike, and need no comparison.
    of_size: defaultdict[int, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for entry in bank:
        known = trigrams(entry.question)
        of_size[len(known)].append((known, entry.question))
    near = []
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        question = str(json.loads(line)["question"])
        # A question in Latin letters is near to the Kazakh one that it is read as.
        readings = reader.variants(normalize_input(question), None, exact=False)
        for asked in map(trigrams, {question, *(one.text for one in readings)}):
            for size in range(ceil(NEAR * len(asked)), floor(len(asked) / NEAR) + 1):
                near += [(question, t) for k, t in of_size[size] if likeness(asked, k) >= NEAR]
    assert near == []
