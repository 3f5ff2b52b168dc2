"""Indexes of the question bank: question vectors and the metric learned from them.

Each index has a folder named by its digest, so that the index of the next bank is built beside the
current one, and a reader always finds a complete index for the bank that it has read.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from qa.retrieval.bank_metric import BankMetric, bank_metric
from qa.retrieval.centering import means_by_language, subtract_means
from qa.retrieval.metric_learning import learned_metric

_BATCH = 64
_METRIC_VERSION = "neighbourhoods and outside, 2"
# Subfolders of the folder of the index.
_QUESTIONS_DIR, _METRIC_DIR = "questions", "metric"


@dataclass(frozen=True, slots=True)
class Bank:
    """The shipped entries, from which alone the metric is learned, and the operator's own."""

    shipped: tuple[BankQuestion, ...] = ()
    own: tuple[BankQuestion, ...] = ()

    @property
    def entries(self) -> tuple[BankQuestion, ...]:
        """Return the shipped entries, then the operator's own."""
        return self.shipped + self.own


@dataclass(frozen=True, slots=True)
class BankIndex:
    """A bank with the ``vectors`` (n, d) of its entries and its ``metric`` (d, d)."""

    bank: Bank
    vectors: FloatMatrix
    metric: FloatMatrix

    def space(self) -> BankMetric:
        """Return the metric with the means of the shipped entries, from which it was learned."""
        languages = [entry.language for entry in self.bank.entries]
        return bank_metric(self.vectors, languages, len(self.bank.shipped), self.metric)


def shipped_bank(corpus: Corpus, folder: Path | None = None) -> tuple[BankQuestion, ...]:
    """Return the questions for the acts of ``corpus``, by act; ``folder`` as in load_bank.

    Questions lose the eIds of provisions that an edition no longer has.
    """
    entries = (entry for act in corpus.acts for entry in load_bank(act, folder))
    return tuple(_existing(corpus, entries))


def merge_bank(
    corpus: Corpus,
    own: Iterable[BankQuestion],
    shipped: tuple[BankQuestion, ...] | None = None,
) -> Bank:
    """Return the bank of the shipped and ``own`` entries for ``corpus``.

    ``shipped`` is the result of :func:`shipped_bank`, if it is known already.
    """
    if shipped is None:
        shipped = shipped_bank(corpus)
    return Bank(shipped, tuple(_existing(corpus, own)))


def _existing(corpus: Corpus, bank: Iterable[BankQuestion]) -> Iterator[BankQuestion]:
    acts = {act.id: act for act in corpus.acts}
    for entry in bank:
        act = acts.get(entry.act)
        eids = tuple(eid for eid in entry.eids if act is not None and eid in act.by_eid)
        if act is not None and (eids or not entry.eids):
            yield entry if eids == entry.eids else replace(entry, eids=eids)


def bank_digest(bank: Sequence[BankQuestion]) -> str:
    """Return the SHA-256 (hex) of texts and languages, which determine the vectors."""
    digest = sha256()
    for entry in bank:
        digest.update(f"{entry.language}\x1f{entry.question}\x1e".encode())
    return digest.hexdigest()


def build_bank_index(
    bank: Sequence[BankQuestion], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode the questions in order; raise ValueError if there are none."""
    rows = []
    for start in range(0, len(bank), _BATCH):
        batch = [entry.question for entry in bank[start : start + _BATCH]]
        rows.append(encoder.encode_queries(batch))
        if progress is not None:
            progress(start + len(batch), len(bank))
    return FlatIndex.of(np.concatenate(rows)) if rows else FlatIndex.of(np.empty((0, 1), "f4"))


def entries_digest(bank: Sequence[BankQuestion]) -> str:
    """Return the SHA-256 (hex) of all fields of the entries."""
    digest = sha256()
    for entry in bank:
        fields = "\x1f".join((entry.language, entry.question, entry.act, *entry.eids))
        digest.update(fields.encode() + b"\x1e")
    return digest.hexdigest()


def metric_digest(shipped: Sequence[BankQuestion]) -> str:
    """Return the SHA-256 (hex) of the inputs of the metric, without the model."""
    return sha256(f"{_METRIC_VERSION}\x1e{entries_digest(shipped)}".encode()).hexdigest()


def learn_metric(shipped: Sequence[BankQuestion], encoder: Encoder) -> FlatIndex:
    """Learn the matrix (d, d) from ``shipped``; return it as the rows of an index.

    It takes some seconds for thousands of questions. Without questions it is the identity.
    """
    if not shipped:
        return FlatIndex.of(np.eye(encoder.dimension, dtype=np.float32))
    vectors = build_bank_index(shipped, encoder).vectors()
    languages = [entry.language for entry in shipped]
    centred = subtract_means(vectors, languages, means_by_language(vectors, languages))
    groups = [frozenset((entry.act, eid) for eid in entry.eids) for entry in shipped]
    return FlatIndex.of(learned_metric(centred, groups))


def question_vector_store(index: Path, bank: Bank) -> FolderStore:
    """Return the store of the question vectors of ``bank``, under the folder ``index``."""
    digest = bank_digest(bank.entries)
    folder = index / _QUESTIONS_DIR
    builder = partial(build_bank_index, bank.entries)
    return FolderStore(
        folder / digest[:16],
        digest,
        builder,
        vector_cache=folder / VECTOR_CACHE_DIR,
        holds_questions=True,
    )


def metric_store(index: Path, bank: Bank) -> FolderStore:
    """Return the store of the metric learned from the shipped entries of ``bank``."""

    def learn(encoder: Encoder, _: Progress | None) -> FlatIndex:
        return learn_metric(bank.shipped, encoder)

    cache = index / _QUESTIONS_DIR / VECTOR_CACHE_DIR
    digest = metric_digest(bank.shipped)
    return FolderStore(index / _METRIC_DIR, digest, learn, vector_cache=cache, holds_questions=True)


def remove_stale_stores(index: Path, banks: Iterable[Bank]) -> None:
    """Remove the indexes of other banks than ``banks``; the cache of vectors stays."""
    current = {question_vector_store(index, bank).folder for bank in banks}
    for path in (index / _QUESTIONS_DIR).glob("*"):
        if path in current or path.name == VECTOR_CACHE_DIR:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def evict_stale_vectors(index: Path, bank: Bank, encoder: Encoder) -> None:
    """Evict the cached vectors of questions that ``bank`` does not contain."""
    cached = DiskCachedEncoder(encoder, index / _QUESTIONS_DIR / VECTOR_CACHE_DIR)
    cached.encode_queries([entry.question for entry in bank.entries])
    cached.evict_unused()
