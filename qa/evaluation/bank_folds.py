"""Folds of the question bank: its questions, asked of answerers whose bank lacks them.

The development questions have been read with each change, so that few of them are answered
wrongly. The bank has thousands with known provisions, which an answerer without them has not seen.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from data.question_bank import BankQuestion
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.retrieval.bank_channel import MIN_SHARED
from qa.retrieval.bank_index import Bank, BankIndex
from qa.retrieval.centering import means_by_language, subtract_means
from qa.retrieval.metric_learning import learned_metric

FOLDS = 5
# Paraphrases and translations stand side by side in the bank, so that blocks are left out.
_BLOCK = 6


_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions with the answerer that they are asked of."""

    answerer: Answerer
    questions: Sequence[EvaluationQuestion]


def bank_folds(bank: BankIndex, compose: Callable[[BankIndex], Answerer]) -> Iterator[Fold]:
    """Yield the folds of the colloquial and the out-of-scope questions of ``bank``.

    ``compose`` makes an answerer of the rest, with a metric that is learned from it alone.
    """
    entries = bank.bank.entries
    asked = [n for n, entry in enumerate(entries) if entry.is_colloquial or not entry.eids]
    fold_of = {n: position // _BLOCK % FOLDS for position, n in enumerate(asked)}
    twins = _twins(entries)
    for fold in range(FOLDS):
        kept = [n for n in range(len(entries)) if fold_of.get(n) != fold]
        questions = [_question(entries[n], twins) for n in asked if fold_of[n] == fold]
        yield Fold(compose(_part(bank, kept)), questions)


def _part(bank: BankIndex, kept: Sequence[int]) -> BankIndex:
    """Return the index of the entries ``kept``."""
    entries = tuple(bank.bank.entries[n] for n in kept)
    vectors = bank.vectors[list(kept)]
    languages = [entry.language for entry in entries]
    centred = subtract_means(vectors, languages, means_by_language(vectors, languages))
    groups = [frozenset((entry.act, eid) for eid in entry.eids) for entry in entries]
    return BankIndex(Bank(entries), vectors, learned_metric(centred, groups))


def _question(entry: BankQuestion, twins: Mapping[_Place, Sequence[str]]) -> EvaluationQuestion:
    """Return ``entry`` with its provisions and their twins as golds."""
    eids = dict.fromkeys(
        [*entry.eids, *(twin for eid in entry.eids for twin in twins[entry.act, eid])]
    )
    form = "plain" if entry.eids else "out_of_scope"
    gold = tuple((entry.act, eid) for eid in eids)
    return EvaluationQuestion(entry.question, entry.language, form, gold)


def _twins(entries: Sequence[BankQuestion]) -> Mapping[_Place, Sequence[str]]:
    """Return the provisions that answer the same questions as each provision of an act."""
    shared = Counter(
        (entry.act, *pair) for entry in entries for pair in permutations(entry.eids, 2)
    )
    twins: dict[_Place, list[str]] = {(e.act, eid): [] for e in entries for eid in e.eids}
    for (act, eid, other), count in shared.items():
        if count >= MIN_SHARED:
            twins[act, eid].append(other)
    return twins
