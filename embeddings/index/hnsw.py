"""Choice between exact search and an HNSW graph (Malkov and Yashunin 2016) of FAISS.

Up to ``MAX_EXACT_ROWS`` rows, exact search takes about ten milliseconds. Above, the graph is
searched; its recall against exact search is measured when it is built.
"""

import os
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix
from embeddings.index.vectors import FaissIndex, FlatIndex, finite_rows

MAX_EXACT_ROWS = 100_000
"""Number of rows up to which search is exact."""

GRAPH_CANDIDATE_LIMIT = 1000
"""Rows requested from a graph; search time grows with them."""

TARGET_RECALL = 0.98
"""The recall@10 for which the search width is chosen."""

_LINKS, _BUILD_WIDTH = 32, 100
_WIDTHS = (64, 128, 256, 512, 1024)
_SAMPLE = 200
# Share of the machine's memory above which the rows are stored in 8 bits.
_MAX_MEMORY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class IndexChoice:
    """An index with its kind (flat, hnsw, hnsw-sq8) and, unless exact, its recall@10."""

    index: FaissIndex
    kind: str
    recall_at_10: float | None = None


def build_faiss_index(
    vectors: FloatMatrix, exact: int = MAX_EXACT_ROWS, memory: int | None = None
) -> IndexChoice:
    """Build an exact index or a graph, by the number of rows of ``vectors`` (n, dimension).

    ``memory`` is that of the machine in bytes. Raises ValueError unless n > 0 and every value is
    finite.
    """
    rows = finite_rows(vectors)
    if len(rows) <= exact:
        return IndexChoice(FlatIndex.of(rows), "flat")
    small = rows.nbytes > _MAX_MEMORY_SHARE * (_memory() if memory is None else memory)
    graph: Any = faiss.index_factory(
        rows.shape[1], f"HNSW{_LINKS}{',SQ8' if small else ',Flat'}", faiss.METRIC_INNER_PRODUCT
    )
    graph.hnsw.efConstruction = _BUILD_WIDTH
    graph.train(rows)
    graph.add(rows)
    index = FaissIndex(graph, GRAPH_CANDIDATE_LIMIT)
    return IndexChoice(index, "hnsw-sq8" if small else "hnsw", _tune_width(graph, index, rows))


def choose_index(index: FlatIndex, exact: int = MAX_EXACT_ROWS) -> IndexChoice:
    """Return ``index`` itself if it is small, otherwise a graph of its rows."""
    if index.size <= exact:
        return IndexChoice(index, "flat")
    return build_faiss_index(index.rows(), exact)


def read_faiss(index: faiss.Index) -> FaissIndex:
    """Wrap a stored FAISS index; raise ValueError for a kind that is not built here."""
    if isinstance(index, faiss.IndexFlat):
        return FlatIndex(index)
    if isinstance(index, faiss.IndexHNSW):
        return FaissIndex(index, GRAPH_CANDIDATE_LIMIT)
    raise ValueError("the index is of an unknown kind")


def _tune_width(graph: Any, index: FaissIndex, rows: FloatMatrix) -> float:
    """Widen the search until it reaches the target recall; return the recall@10."""
    sample = np.random.default_rng(0).choice(len(rows), min(_SAMPLE, len(rows)), replace=False)
    nearest = FlatIndex.of(rows).search(rows[sample], 11)[1]
    recall = 0.0
    for width in _WIDTHS:
        graph.hnsw.efSearch = width
        found = index.search(rows[sample], 11)[1]
        recall = float(np.mean(list(map(_recall, sample, nearest, found))))
        if recall >= TARGET_RECALL:
            break
    return round(recall, 4)


def _recall(row: int, nearest: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """Return the share of the ten rows nearest to ``row``, without itself, that were found."""
    expected = set(nearest.tolist()) - {int(row)}
    return len(expected & set(found.tolist())) / len(expected)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
