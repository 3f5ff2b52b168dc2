"""The question bank as rows of vectors, with the metric learned from it.

The indexes of the question bank, each in a folder that its digest names.

So the index of a bank that is to come stands beside that of now, and no reader meets half of a
change: whichever bank is read, its index is there whole.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from data.corpus import Corpus
from data.question_bank import BankQuestion, load_bank
from embeddings.encoder import Encoder, FloatMatrix, Progress
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.index.stores import VECTOR_CACHE_DIR, FolderStore
from embeddings.index.vectors import FlatIndex
from qa.retrieval.centering import means_by_language, subtract_means
from qa.retrieval.metric_learning import learned_metric

_BATCH = 64
_METRIC = "neighbourhoods and outside, 2"


@dataclass(frozen=True, slots=True)
class Bank:
    """What comes with Bapta, from which alone the metric is learned, and the operator's own."""

    shipped: tuple[BankQuestion, ...] = ()
    own: tuple[BankQuestion, ...] = ()

    @property
    def entries(self) -> tuple[BankQuestion, ...]:
        """All entries: those that come with Bapta, then the operator's own."""
        return self.shipped + self.own


@dataclass(frozen=True, slots=True)
class BankIndex:
    """A bank ready to be searched: ``vectors`` (n, d) of all its entries, and the ``metric``
    (d, d) that was learned from those that come with Bapta.
    """

    bank: Bank
    vectors: FloatMatrix
    metric: FloatMatrix


def shipped_bank(corpus: Corpus, folder: Path | None = None) -> tuple[BankQuestion, ...]:
    """The questions for every act of ``corpus``, act by act; ``folder`` as in load_bank.

    Questions that point to provisions which an edition no longer has lose these eIds.
    """
    return tuple(_present(corpus, (entry for a in corpus.acts for entry in load_bank(a, folder))))


def merge_bank(
    corpus: Corpus,
    own: Iterable[BankQuestion],
    shipped: tuple[BankQuestion, ...] | None = None,
) -> Bank:
    """The bank that comes with Bapta and the operator's ``own``, less what ``corpus`` lacks;
    ``shipped`` is what :func:`shipped_bank` gave for it.
    """
    known = shipped_bank(corpus) if shipped is None else shipped
    return Bank(known, tuple(_present(corpus, own)))


def _present(corpus: Corpus, bank: Iterable[BankQuestion]) -> Iterator[BankQuestion]:
    acts = {act.id: act for act in corpus.acts}
    for entry in bank:
        act = acts.get(entry.act)
        eids = tuple(eid for eid in entry.eids if act is not None and eid in act.by_eid)
        if act is not None and (eids or not entry.eids):
            yield BankQuestion(entry.question, entry.language, entry.act, eids)


def bank_digest(bank: Sequence[BankQuestion]) -> str:
    """SHA-256 (hex) over the texts and languages, which decide the rows."""
    digest = sha256()
    for entry in bank:
        digest.update(f"{entry.language}\x1f{entry.question}\x1e".encode())
    return digest.hexdigest()


def build_bank_index(
    bank: Sequence[BankQuestion], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode the questions as questions, in order; ValueError where there is none."""
    rows = []
    for start in range(0, len(bank), _BATCH):
        batch = [entry.question for entry in bank[start : start + _BATCH]]
        rows.append(encoder.encode_queries(batch))
        if progress is not None:
            progress(start + len(batch), len(bank))
    return FlatIndex.of(np.concatenate(rows)) if rows else FlatIndex.of(np.empty((0, 1), "f4"))


def entries_digest(bank: Sequence[BankQuestion]) -> str:
    """SHA-256 (hex) over all that entries state."""
    digest = sha256()
    for entry in bank:
        named = "\x1f".join((entry.language, entry.question, entry.act, *entry.eids))
        digest.update(named.encode() + b"\x1e")
    return digest.hexdigest()


def metric_digest(shipped: Sequence[BankQuestion]) -> str:
    """SHA-256 (hex) over all that decides the metric of a bank but the model."""
    return sha256(f"{_METRIC}\x1e{entries_digest(shipped)}".encode()).hexdigest()


def learn_metric(shipped: Sequence[BankQuestion], encoder: Encoder) -> FlatIndex:
    """The matrix (d, d) learned from ``shipped``, a row of it as a row of an index, so that it is
    kept as one; some seconds for thousands of questions. The identity where there is none.
    """
    if not shipped:
        return FlatIndex.of(np.eye(encoder.dimension, dtype=np.float32))
    vectors = build_bank_index(shipped, encoder).vectors()
    languages = [entry.language for entry in shipped]
    centred = subtract_means(vectors, languages, means_by_language(vectors, languages))
    groups = [frozenset((entry.act, eid) for eid in entry.eids) for entry in shipped]
    return FlatIndex.of(learned_metric(centred, groups))


_QUESTIONS = "questions"
"""The folder, in that of the index, of the indexes of the bank."""
_METRIC_FOLDER = "metric"
"""The folder, in that of the index, of the metric learned from the bank."""


def question_vector_store(index: Path, bank: Bank) -> FolderStore:
    """The questions of ``bank`` as rows, under the folder ``index``."""
    digest = bank_digest(bank.entries)
    folder = index / _QUESTIONS
    make = partial(build_bank_index, bank.entries)
    return FolderStore(folder / digest[:16], digest, make, vector_cache=folder / VECTOR_CACHE_DIR)


def metric_store(index: Path, bank: Bank) -> FolderStore:
    """The metric learned from what comes with Bapta of ``bank``."""

    def learn(encoder: Encoder, _: Progress | None) -> FlatIndex:
        return learn_metric(bank.shipped, encoder)

    cache = index / _QUESTIONS / VECTOR_CACHE_DIR
    return FolderStore(
        index / _METRIC_FOLDER, metric_digest(bank.shipped), learn, vector_cache=cache
    )


def remove_stale_stores(index: Path, banks: Iterable[Bank]) -> None:
    """Take away what is stored for other banks than ``banks``; their vectors stay kept."""
    wanted = {question_vector_store(index, bank).folder for bank in banks} | {
        index / _QUESTIONS / VECTOR_CACHE_DIR
    }
    for path in (index / _QUESTIONS).glob("*"):
        if path in wanted:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def evict_stale_vectors(index: Path, bank: Bank, encoder: Encoder) -> None:
    """Forget the vectors of questions that ``bank`` does not hold."""
    kept = DiskCachedEncoder(encoder, index / _QUESTIONS / VECTOR_CACHE_DIR)
    kept.encode_queries([entry.question for entry in bank.entries])
    kept.evict_unused()
