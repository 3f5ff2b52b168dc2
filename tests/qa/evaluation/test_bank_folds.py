"""Tests of the folds of the bank with a small bank of one law."""

import numpy as np

from data.question_bank import BankQuestion
from qa.evaluation.bank_folds import FOLDS, bank_folds
from qa.retrieval.bank_channel import MIN_SHARED
from qa.retrieval.bank_index import Bank, BankIndex
from tests.helpers.web_app import ACT, law_answerer

FORCE, WARNING, UNIFORM = "art_24__para_1", "art_24__para_2", "art_26__para_1"


def _entry(number: int, *eids: str, colloquial: bool = True) -> BankQuestion:
    return BankQuestion(f"сұрақ {number}", "kk", ACT, eids, is_colloquial=colloquial)


def _bank() -> BankIndex:
    entries = [_entry(0, UNIFORM, colloquial=False)]
    entries += [_entry(number, FORCE, WARNING) for number in range(1, MIN_SHARED + 1)]
    entries += [_entry(number, FORCE) for number in range(10, 36)]
    entries += [_entry(40, UNIFORM), _entry(41)]
    vectors = np.eye(len(entries), 40, dtype=np.float32)
    return BankIndex(Bank(tuple(entries)), vectors, np.eye(40, dtype=np.float32))


def test_each_asked_question_is_in_one_fold_and_not_in_its_bank() -> None:
    bank, parts = _bank(), []

    def compose(part: BankIndex) -> object:
        parts.append(part)
        return law_answerer()

    folds = list(bank_folds(bank, compose))  # type: ignore[arg-type]
    asked = [question.text for fold in folds for question in fold.questions]
    every = {entry.question for entry in bank.bank.entries}
    assert len(folds) == FOLDS
    # Questions that are no colloquial ones are always in the bank.
    assert sorted(asked) == sorted(every - {"сұрақ 0"})
    for fold, part in zip(folds, parts, strict=True):
        kept = {entry.question for entry in part.bank.entries}
        assert kept == every - {question.text for question in fold.questions}
        assert len(part.vectors) == len(kept)


def test_twins_of_the_provisions_are_golds_too() -> None:
    folds = bank_folds(_bank(), lambda _: law_answerer())
    golds = {question.text: question.gold for fold in folds for question in fold.questions}
    assert golds["сұрақ 10"] == ((ACT, FORCE), (ACT, WARNING))
    assert golds["сұрақ 40"] == ((ACT, UNIFORM),)
    assert golds["сұрақ 41"] == ()
