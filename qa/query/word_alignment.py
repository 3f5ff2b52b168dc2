"""Word alignment of parallel sentences: expected counts of word pairs, by EM.

The model is IBM Model 1 (Brown et al. 1993) with the diagonal position prior of Dyer et al. (2013),
in both directions. After a few rounds the posteriors of the two directions are multiplied, so that
only links on which both agree count (Liang, Taskar and Klein 2006); otherwise a rare word collects
every word of its sentences. The cells (source token, target token) of all pairs are flat arrays in
batches, so that the temporary arrays stay small.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

_INDEPENDENT_ROUNDS = 5
_JOINT_ROUNDS = 6
_NULL_PRIOR = 0.15  # of a word without a counterpart
_DIAGONAL_STRENGTH = 3.0
_BATCH_CELLS = 1_000_000
_MIN_COUNT = 1e-3

IntVector = NDArray[np.int32]
Vector = NDArray[np.float64]
_Columns = tuple[IntVector, IntVector, NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Words of a sentence and of its translation; ``weight`` counts the pair as so many."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """Expected number of times that ``source`` and ``target`` translate each other."""

    source: str
    target: str
    count: float


def align_words(pairs: Iterable[SentencePair]) -> tuple[Link, ...]:
    """Return the links of all pairs, at most one for each pair of words."""
    kept = [pair for pair in pairs if pair.source and pair.target]
    return _Alignment(kept).links() if kept else ()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Cells of some sentence pairs: columns of equal length (cells,).

    ``pair`` is the number of the word pair; ``source`` and ``target`` number the tokens within the
    batch; ``prior`` is that of the position.
    """

    pair: IntVector
    source: IntVector
    target: IntVector
    prior: NDArray[np.float32]
    weight: NDArray[np.float32]

    def posteriors(self, table: Vector, token: IntVector, null: float) -> Vector:
        """Return (cells,) the probability that ``token`` is linked to the other one of a cell."""
        likelihood = self.prior * table[self.pair]
        prior_sums = np.bincount(token, weights=self.prior)
        sums = np.bincount(token, weights=likelihood) + null * prior_sums
        posterior: Vector = likelihood / sums[token]
        return posterior


class _Alignment:
    """The cells of all sentence pairs and their word pairs."""

    def __init__(self, pairs: Sequence[SentencePair]) -> None:
        self._sources = _numbered(chain.from_iterable(pair.source for pair in pairs))
        self._targets = _numbered(chain.from_iterable(pair.target for pair in pairs))
        keyed = [self._batch(batch) for batch in _batches(pairs)]
        unique = np.unique(np.concatenate([np.unique(keys) for keys, _ in keyed]))
        self._batches = []
        while keyed:
            keys, columns = keyed.pop()
            self._batches.append(_Batch(np.searchsorted(unique, keys).astype(np.int32), *columns))
        self._source_of = (unique // len(self._targets)).astype(np.int32)
        self._target_of = (unique % len(self._targets)).astype(np.int32)

    def links(self) -> tuple[Link, ...]:
        """Return the links after all rounds."""
        size = len(self._source_of)
        uniform = 1 / max(len(self._sources), len(self._targets))
        # The empty word generates every word with the same probability.
        null = _NULL_PRIOR / (1 - _NULL_PRIOR) * uniform
        forward = backward = np.full(size, uniform)
        for number in range(_INDEPENDENT_ROUNDS + _JOINT_ROUNDS):
            to_target, to_source = np.zeros(size), np.zeros(size)
            for batch in self._batches:
                ahead = batch.posteriors(forward, batch.target, null)
                back = batch.posteriors(backward, batch.source, null)
                if number >= _INDEPENDENT_ROUNDS:
                    ahead = back = ahead * back
                to_target += np.bincount(batch.pair, weights=ahead * batch.weight, minlength=size)
                to_source += np.bincount(batch.pair, weights=back * batch.weight, minlength=size)
            forward = _shares(to_target, self._source_of)
            backward = _shares(to_source, self._target_of)
        return self._named(to_target)

    def _named(self, counts: Vector) -> tuple[Link, ...]:
        sources, targets = list(self._sources), list(self._targets)
        return tuple(
            Link(sources[self._source_of[row]], targets[self._target_of[row]], float(counts[row]))
            for row in np.flatnonzero(counts >= _MIN_COUNT)
        )

    def _batch(self, pairs: Sequence[SentencePair]) -> tuple[NDArray[np.int64], _Columns]:
        """Return the keys of the word pairs (cells,) and the other columns of a batch."""
        keys, sources, targets, priors = [], [], [], []
        before_source = before_target = 0
        for pair in pairs:
            source = np.array([self._sources[word] for word in pair.source], dtype=np.int64)
            target = np.array([self._targets[word] for word in pair.target], dtype=np.int64)
            keys.append((source[:, None] * len(self._targets) + target).ravel())
            shape = len(source), len(target)
            rows, columns = np.indices(shape, dtype=np.int32).reshape(2, -1)
            sources.append(rows + np.int32(before_source))
            targets.append(columns + np.int32(before_target))
            priors.append(_diagonal_prior(*shape))
            before_source += len(source)
            before_target += len(target)
        weights = np.array([pair.weight for pair in pairs], dtype=np.float32)
        return np.concatenate(keys), (
            np.concatenate(sources),
            np.concatenate(targets),
            np.concatenate(priors),
            np.repeat(weights, [len(each) for each in keys]),
        )


def _batches(pairs: Sequence[SentencePair]) -> Iterator[Sequence[SentencePair]]:
    batch: list[SentencePair] = []
    cells = 0
    for pair in pairs:
        batch.append(pair)
        cells += len(pair.source) * len(pair.target)
        if cells >= _BATCH_CELLS:
            yield batch
            batch, cells = [], 0
    if batch:
        yield batch


def _shares(counts: Vector, given: IntVector) -> Vector:
    """Return ``counts`` (word pairs,) as probabilities that sum to 1 for each ``given`` word."""
    totals = np.bincount(given, weights=counts)
    return counts / np.where(totals > 0, totals, 1)[given]


def _diagonal_prior(rows: int, columns: int) -> NDArray[np.float32]:
    """Return weights (rows * columns,), greatest where the relative positions are the same."""
    row = (np.arange(rows, dtype=np.float32) + 0.5) / rows
    column = (np.arange(columns, dtype=np.float32) + 0.5) / columns
    prior: NDArray[np.float32] = np.exp(-_DIAGONAL_STRENGTH * np.abs(row[:, None] - column)).ravel()
    return prior


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(dict.fromkeys(words))}
