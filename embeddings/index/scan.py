"""Scan of compressed rows, with exact scores for the rows that it finds.

A question reads 48 bytes of each row instead of 1,536: the fast scan of 4-bit product codes of
FAISS (André, Kermarrec and Le Scouarnec 2017) chooses the candidates, and their scores are those of
exact search.
"""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix
from embeddings.index.vectors import (
    EXACT_CANDIDATE_LIMIT,
    FaissIndex,
    FlatIndex,
    SearchScope,
    checked_queries,
)

MIN_SCANNED_ROWS = 10_000
"""Number of rows from which exact search takes longer than the rest of ranking."""

# Numbers of a row that share a code of 4 bits.
_NUMBERS_OF_CODE = 4
_TRAINED_ROWS = 20_000


class ScanIndex(FaissIndex):
    """A scan of codes that ranks the rows found by their exact scores."""

    def __init__(self, index: faiss.IndexRefineFlat) -> None:
        super().__init__(index, EXACT_CANDIDATE_LIMIT)
        refined: Any = index
        self._codes: Any = faiss.downcast_index(refined.base_index)
        self._exact = FlatIndex(faiss.downcast_index(refined.refine_index))

    def candidates(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        # The search of FAISS sorts the rows in a heap, which takes as long as the scan.
        rows = checked_queries(queries, k, self.dimension)
        _, numbers = self._codes.search(rows, min(k, self.size))
        numbers.sort(axis=1)
        scores = np.empty(numbers.shape, dtype=np.float32)
        library: Any = faiss
        library.fvec_inner_products_by_idx(
            *map(faiss.swig_ptr, (scores, rows, self._exact.rows(), numbers)),
            self.dimension,
            *numbers.shape,
        )
        return scores, numbers

    def vectors(self) -> FloatMatrix:
        return self._exact.vectors()

    def score_subset(self, queries: FloatMatrix, within: SearchScope) -> FloatMatrix:
        return self._exact.score_subset(queries, within)

    def read_rows(self, rows: NDArray[np.int64]) -> FloatMatrix:
        return self._exact.read_rows(rows)


def is_scannable(index: FlatIndex, least: int = MIN_SCANNED_ROWS) -> bool:
    """Return whether a scan of ``index`` is worth its codes, and its rows divide into them."""
    return index.size >= least and index.dimension % _NUMBERS_OF_CODE == 0


def build_scan(index: FlatIndex) -> ScanIndex:
    """Return a scan of the rows of ``index``, whose codes are learned from an even sample."""
    rows = index.rows()
    codes: Any = faiss.IndexPQFastScan(
        index.dimension, index.dimension // _NUMBERS_OF_CODE, 4, faiss.METRIC_INNER_PRODUCT
    )
    scan: Any = faiss.IndexRefineFlat(codes)
    scan.own_fields = True
    codes.this.disown()
    codes.train(np.ascontiguousarray(rows[:: max(1, len(rows) // _TRAINED_ROWS)]))
    scan.refine_index.train(rows[:1])
    scan.is_trained = True
    scan.add(rows)
    return ScanIndex(scan)
