"""The indexes of the question bank, each in a folder that its digest names.

So the index of a bank that is to come stands beside that of now, and no reader meets half of a
change: whichever bank is read, its index is there whole.
"""

import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from embeddings.encoder import Encoder, Progress
from embeddings.encoders.caching import KeepingEncoder
from embeddings.index.stores import KEPT, FolderStore
from embeddings.index.vectors import FlatIndex
from qa.bank_index import Bank, bank_digest, build_bank_index, learn_metric, metric_digest

_QUESTIONS = "questions"
"""The folder, in that of the index, of the indexes of the bank."""
_METRIC = "metric"
"""The folder, in that of the index, of the metric learned from the bank."""


def questions_store(index: Path, bank: Bank) -> FolderStore:
    """The questions of ``bank`` as rows, under the folder ``index``."""
    digest = bank_digest(bank.entries)
    folder = index / _QUESTIONS
    make = partial(build_bank_index, bank.entries)
    return FolderStore(folder / digest[:16], digest, make, kept=folder / KEPT)


def metric_store(index: Path, bank: Bank) -> FolderStore:
    """The metric learned from what comes with Bapta of ``bank``."""

    def learn(encoder: Encoder, _: Progress | None) -> FlatIndex:
        return learn_metric(bank.shipped, encoder)

    kept = index / _QUESTIONS / KEPT
    return FolderStore(index / _METRIC, metric_digest(bank.shipped), learn, kept=kept)


def remove_others(index: Path, banks: Iterable[Bank]) -> None:
    """Take away what is stored for other banks than ``banks``; their vectors stay kept."""
    wanted = {questions_store(index, bank).folder for bank in banks} | {index / _QUESTIONS / KEPT}
    for path in (index / _QUESTIONS).glob("*"):
        if path in wanted:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def forget_others(index: Path, bank: Bank, encoder: Encoder) -> None:
    """Forget the vectors of questions that ``bank`` does not hold."""
    kept = KeepingEncoder(encoder, index / _QUESTIONS / KEPT)
    kept.encode_queries([entry.question for entry in bank.entries])
    kept.forget_unused()
