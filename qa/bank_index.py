"""The question bank as rows of vectors, stored beside the index of passages."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.bank import BankQuestion, load_bank
from data.corpus import Corpus
from embeddings.encoder import Encoder, Progress
from embeddings.vectors import FlatIndex
from qa.centring import less_means, means_by_language
from qa.metric import learned_metric

_BATCH = 64
_METRIC = "neighbourhoods and outside, 2"


def bank_of(corpus: Corpus, folder: Path | None = None) -> tuple[BankQuestion, ...]:
    """The questions for every act of ``corpus``, act by act; ``folder`` as in load_bank.

    Questions that point to provisions which an edition no longer has lose these eIds.
    """
    kept = []
    for act in corpus.acts:
        for entry in load_bank(act, folder):
            eids = tuple(eid for eid in entry.eids if eid in act.by_eid)
            if eids or not entry.eids:
                kept.append(BankQuestion(entry.question, entry.language, entry.act, eids))
    return tuple(kept)


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


def metric_digest(bank: Sequence[BankQuestion]) -> str:
    """SHA-256 (hex) over all that decides the metric of ``bank`` but the model."""
    digest = sha256(_METRIC.encode())
    for entry in bank:
        named = "\x1f".join((entry.language, entry.question, entry.act, *entry.eids))
        digest.update(named.encode() + b"\x1e")
    return digest.hexdigest()


def learn_metric(bank: Sequence[BankQuestion], vectors: NDArray[np.float32]) -> FlatIndex:
    """The matrix (d, d) learned from ``bank`` and its ``vectors`` (n, d), a row of it as a row of
    an index, so that it is kept as one; some seconds for thousands of questions.
    """
    languages = [entry.language for entry in bank]
    centred = less_means(vectors, languages, means_by_language(vectors, languages))
    groups = [frozenset((entry.act, eid) for eid in entry.eids) for entry in bank]
    return FlatIndex.of(learned_metric(centred, groups))
