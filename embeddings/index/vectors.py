"""The vector index protocol and the indexes of FAISS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix

EXACT_CANDIDATE_LIMIT = 4000
"""Rows requested from an exact index; more take longer and change no answer."""

MAX_SCOPED_ROWS = 16_000
"""Limit of rows that are scored individually: Milvus returns no more at once."""


@dataclass(frozen=True, slots=True)
class SearchScope:
    """A part of an index: the acts, and the numbers (m,) of all their rows, ascending."""

    acts: Sequence[str]
    rows: NDArray[np.int64]


class VectorIndex(Protocol):
    """Search for the rows with the greatest inner product, which for unit rows is the cosine.

    ``candidate_limit`` is the number of rows that a question may request without delay.
    """

    @property
    def size(self) -> int: ...

    @property
    def dimension(self) -> int: ...

    @property
    def candidate_limit(self) -> int: ...

    def search(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        """Return scores (n, k), best first, and row numbers (n, k) for queries (n, dimension).

        For ``k`` above ``size`` there are ``size`` columns. Raises ValueError for ``k`` below 1,
        another dimension, or values that are not finite numbers.
        """
        ...

    def candidates(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        """Return what :meth:`search` returns, in any order. Raises as it does."""
        ...

    def score_subset(self, queries: FloatMatrix, within: SearchScope) -> FloatMatrix:
        """Return scores (n, m) of the m rows of ``within``, at most ``MAX_SCOPED_ROWS``.

        A row that was not found has -inf.
        """
        ...

    def read_rows(self, rows: NDArray[np.int64]) -> FloatMatrix:
        """Return the vectors (m, dimension) of the row numbers (m,)."""
        ...


class FaissIndex:
    """Search in process, exact or approximate, in a FAISS index.

    ``faiss_index`` must not grow afterwards.
    """

    def __init__(self, index: faiss.Index, candidate_limit: int) -> None:
        """Wrap ``index``, which has at least one row and the metric of the inner product."""
        if index.ntotal < 1:
            raise ValueError("an index needs at least one row")
        if index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise ValueError("the metric of the index is not the inner product")
        self.faiss_index = index
        self.candidate_limit = candidate_limit
        self.size = int(index.ntotal)
        self.dimension = int(index.d)

    def vectors(self) -> FloatMatrix:
        """Return a copy of all rows (size, dimension), in order."""
        return np.asarray(self.faiss_index.reconstruct_n(0, self.size), dtype=np.float32)

    def search(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        rows = checked_queries(queries, k, self.dimension)
        scores, numbers = self.faiss_index.search(rows, min(k, self.size))
        return scores, numbers

    def candidates(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        return self.search(queries, k)

    def score_subset(self, queries: FloatMatrix, within: SearchScope) -> FloatMatrix:
        scores: FloatMatrix = finite_rows(queries) @ self.read_rows(within.rows).T
        return scores

    def read_rows(self, rows: NDArray[np.int64]) -> FloatMatrix:
        vectors: FloatMatrix = self.faiss_index.reconstruct_batch(rows)
        return vectors


class FlatIndex(FaissIndex):
    """Exact search: FAISS ``IndexFlatIP``."""

    def __init__(self, index: faiss.Index) -> None:
        super().__init__(index, EXACT_CANDIDATE_LIMIT)

    @classmethod
    def of(cls, vectors: FloatMatrix) -> "FlatIndex":
        """Build an index of ``vectors`` (n, dimension).

        Raises ValueError unless n > 0 and every value is a finite number.
        """
        return cls.of_parts([vectors])

    @classmethod
    def of_parts(cls, parts: Iterable[FloatMatrix]) -> "FlatIndex":
        """Build an index of the rows of all parts; raises as :meth:`of`."""
        index = None
        for part in parts:
            rows = finite_rows(part)
            if index is None:
                index = faiss.IndexFlatIP(rows.shape[1])
            index.add(rows)
        if index is None:
            raise ValueError("an index needs at least one row")
        return cls(index)

    def rows(self) -> FloatMatrix:
        """Return a view of all rows (size, dimension), in order, valid as long as the index."""
        flat: Any = self.faiss_index
        values = faiss.rev_swig_ptr(flat.get_xb(), self.size * self.dimension)
        rows: FloatMatrix = values.reshape(self.size, self.dimension)
        return rows


def finite_rows(vectors: FloatMatrix) -> FloatMatrix:
    """Return ``vectors`` as contiguous rows; raise ValueError unless every value is finite."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.ndim != 2:
        raise ValueError("vectors are rows of a matrix")
    if not np.isfinite(rows).all():
        raise ValueError("a vector holds a value that is not a finite number")
    return rows


def checked_queries(queries: FloatMatrix, k: int, dimension: int) -> FloatMatrix:
    """Return ``queries`` (n, dimension) as rows that an index of ``dimension`` can search.

    Raises ValueError as ``VectorIndex.search``.
    """
    rows = finite_rows(queries)
    if k < 1:
        raise ValueError("k is at least 1")
    if rows.shape[1] != dimension:
        raise ValueError(f"queries have {rows.shape[1]} columns, the index has {dimension}")
    return rows
