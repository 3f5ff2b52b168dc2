"""Search in many rows: a graph of neighbours (HNSW, Malkov and Yashunin 2016) by FAISS.

Up to ``MAX_EXACT_ROWS`` rows every row is compared, which takes about ten milliseconds there;
above, the graph is walked, and how much of the exact result it finds is measured when it is built.
"""

import os
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.index.vectors import FaissIndex, FlatIndex, finite_rows

MAX_EXACT_ROWS = 100_000
"""Rows up to which search is exact."""

DEPTH = 1000
"""Rows asked of a graph: the time grows with them."""

TARGET_RECALL = 0.98
"""The recall@10 that the width of the search is chosen for."""

_LINKS, _BUILD_WIDTH = 32, 100
_WIDTHS = (64, 128, 256, 512, 1024)
_SAMPLE = 200
# Of the machine's memory, what the rows may take before their values are stored in 8 bits.
_SHARE = 0.25

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexChoice:
    """An index with its kind (flat, hnsw, hnsw-sq8) and, unless exact, its recall@10."""

    index: FaissIndex
    kind: str
    recall_at_10: float | None = None


def build_faiss_index(
    vectors: Vectors, exact: int = MAX_EXACT_ROWS, memory: int | None = None
) -> IndexChoice:
    """The index that suits the number of rows of ``vectors`` (n, dimension).

    ``memory`` is that of the machine in bytes. ValueError unless n > 0 and every value is finite.
    """
    rows = finite_rows(vectors)
    if len(rows) <= exact:
        return IndexChoice(FlatIndex.of(rows), "flat")
    small = rows.nbytes > _SHARE * (_memory() if memory is None else memory)
    graph: Any = faiss.index_factory(
        rows.shape[1], f"HNSW{_LINKS}{',SQ8' if small else ',Flat'}", faiss.METRIC_INNER_PRODUCT
    )
    graph.hnsw.efConstruction = _BUILD_WIDTH
    graph.train(rows)
    graph.add(rows)
    index = FaissIndex(graph, DEPTH)
    return IndexChoice(index, "hnsw-sq8" if small else "hnsw", _tuned(graph, index, rows))


def choose_index(index: FlatIndex, exact: int = MAX_EXACT_ROWS) -> IndexChoice:
    """``index`` itself where it is small, else the one that suits its rows."""
    if index.size <= exact:
        return IndexChoice(index, "flat")
    return build_faiss_index(index.rows(), exact)


def read_faiss(index: faiss.Index) -> FaissIndex:
    """A stored FAISS index as one to search; ValueError when it is none of those made here."""
    if isinstance(index, faiss.IndexFlat):
        return FlatIndex(index)
    if isinstance(index, faiss.IndexHNSW):
        return FaissIndex(index, DEPTH)
    raise ValueError("the index is of an unknown kind")


def _tuned(graph: Any, index: FaissIndex, rows: Vectors) -> float:
    """Widen the search until it finds what is wanted; the recall@10 of the width that is kept."""
    sample = np.random.default_rng(0).choice(len(rows), min(_SAMPLE, len(rows)), replace=False)
    nearest = FlatIndex.of(rows).search(rows[sample], 11)[1]
    recall = 0.0
    for width in _WIDTHS:
        graph.hnsw.efSearch = width
        found = index.search(rows[sample], 11)[1]
        recall = float(
            np.mean([_shared(*pair) for pair in zip(sample, nearest, found, strict=True)])
        )
        if recall >= TARGET_RECALL:
            break
    return round(recall, 4)


def _shared(row: int, nearest: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """The share of the ten rows nearest to ``row``, itself left out, that were found."""
    right = set(nearest.tolist()) - {int(row)}
    return len(right & set(found.tolist())) / len(right)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
