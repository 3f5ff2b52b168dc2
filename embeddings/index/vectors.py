"""Vector indexes: rows of unit vectors, and the rows nearest to a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

DEPTH = 4000
"""Rows asked of an exact index; more take longer, and no answer needs them."""


MAX_SCOPED_ROWS = 16_000
"""Rows of a part that is asked for by itself: Milvus gives no more at once."""


@dataclass(frozen=True, slots=True)
class SearchScope:
    """A part of an index: the acts, and the numbers (m,) of all their rows, ascending."""

    acts: Sequence[str]
    rows: NDArray[np.int64]


class VectorIndex(Protocol):
    """Finds the rows with the greatest inner product, which for unit rows is the cosine."""

    @property
    def size(self) -> int:
        """Rows."""
        ...

    @property
    def dimension(self) -> int:
        """Columns."""
        ...

    @property
    def depth(self) -> int:
        """How many rows a question may ask for without a wait."""
        ...

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores (n, k), best first, and row numbers (n, k) for queries (n, dimension).

        ``k`` above ``size`` gives ``size`` columns.
        """
        ...

    def score_subset(
        self, queries: NDArray[np.float32], within: SearchScope
    ) -> NDArray[np.float32]:
        """Scores (n, m) of the m rows of ``within``, at most ``MAX_SCOPED_ROWS``, whatever stands
        nearer elsewhere; -inf for a row that was not found.
        """
        ...


class FaissIndex:
    """Search in process, exact or not, by the FAISS index that it is made of."""

    def __init__(self, index: faiss.Index, depth: int) -> None:
        """``index`` holds at least one row and measures the inner product; ``depth`` is how many
        rows a question may ask for without a wait.
        """
        if index.ntotal < 1:
            raise ValueError("an index needs at least one row")
        if index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise ValueError("the index does not measure the inner product")
        self._index = index
        self._depth = depth

    @property
    def size(self) -> int:
        """Rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Columns."""
        return int(self._index.d)

    @property
    def depth(self) -> int:
        """How many rows a question may ask for without a wait."""
        return self._depth

    @property
    def faiss_index(self) -> faiss.Index:
        """The FAISS index itself, for storing."""
        return self._index

    def vectors(self) -> NDArray[np.float32]:
        """All rows (size, dimension), in order; a copy."""
        return np.asarray(self._index.reconstruct_n(0, self.size), dtype=np.float32)

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores (n, k), best first, and row numbers (n, k) for queries (n, dimension).

        ``k`` above ``size`` gives ``size`` columns. ValueError for ``k`` below 1, another
        dimension, or values that are not finite numbers.
        """
        rows = finite_rows(queries)
        if k < 1:
            raise ValueError("k is at least 1")
        if rows.shape[1] != self.dimension:
            raise ValueError(f"{rows.shape[1]} columns asked of an index of {self.dimension}")
        scores, numbers = self._index.search(rows, min(k, self.size))
        return scores, numbers

    def score_subset(
        self, queries: NDArray[np.float32], within: SearchScope
    ) -> NDArray[np.float32]:
        """Scores (n, m) of the m rows of ``within``, each compared."""
        scores: NDArray[np.float32] = (
            finite_rows(queries) @ self._index.reconstruct_batch(within.rows).T
        )
        return scores


class FlatIndex(FaissIndex):
    """Exact search: FAISS ``IndexFlatIP``."""

    def __init__(self, index: faiss.Index) -> None:
        """``index`` holds at least one row and measures the inner product."""
        super().__init__(index, DEPTH)

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> "FlatIndex":
        """The index over the rows of ``vectors`` (n, dimension); ValueError unless n > 0 and
        every value is a finite number.
        """
        return cls.of_parts([vectors])

    @classmethod
    def of_parts(cls, parts: Iterable[NDArray[np.float32]]) -> "FlatIndex":
        """The index over the rows of each part in turn; raises as :meth:`of`."""
        index = None
        for part in parts:
            rows = finite_rows(part)
            if index is None:
                index = faiss.IndexFlatIP(rows.shape[1])
            index.add(rows)
        if index is None:
            raise ValueError("an index needs at least one row")
        return cls(index)

    def rows(self) -> NDArray[np.float32]:
        """All rows (size, dimension), in order, as they lie in memory; valid while this is."""
        flat: Any = self._index
        values = faiss.rev_swig_ptr(flat.get_xb(), self.size * self.dimension)
        rows: NDArray[np.float32] = values.reshape(self.size, self.dimension)
        return rows


def finite_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """``vectors`` as rows that lie in order; ValueError unless every value is a finite number."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.ndim != 2:
        raise ValueError("vectors are rows of a matrix")
    if not np.isfinite(rows).all():
        raise ValueError("a vector holds a value that is not a finite number")
    return rows
