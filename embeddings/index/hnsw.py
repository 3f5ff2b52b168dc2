"""Choice between exact search, a scan of codes and an HNSW graph of FAISS.

Few rows are searched exactly, more by a scan, and more than ``MAX_EXACT_ROWS`` by a graph (Malkov
and Yashunin 2016). The recall of both against exact search is measured when they are built.
"""

import os
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix
from embeddings.index.scan import MIN_SCANNED_ROWS, ScanIndex, build_scan, is_scannable
from embeddings.index.vectors import FaissIndex, FlatIndex, finite_rows

MAX_EXACT_ROWS = 100_000
"""Number of rows up to which all are compared, exactly or by their codes."""

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
    """An index with its kind (flat, scan, hnsw, hnsw-sq8) and, unless exact, its recall@10."""

    index: FaissIndex
    kind: str
    recall_at_10: float | None = None


def build_faiss_index(
    vectors: FloatMatrix, exact: int = MAX_EXACT_ROWS, memory: int | None = None
) -> IndexChoice:
    """Build an exact index, a scan or a graph, by the number of ``vectors`` (n, dimension).

    ``memory`` is that of the machine in bytes. Raises ValueError unless n > 0 and every value is
    finite.
    """
    rows = finite_rows(vectors)
    if len(rows) <= exact:
        return _choose_scan(FlatIndex.of(rows), MIN_SCANNED_ROWS)
    small = rows.nbytes > _MAX_MEMORY_SHARE * (_memory() if memory is None else memory)
    graph: Any = faiss.index_factory(
        rows.shape[1], f"HNSW{_LINKS}{',SQ8' if small else ',Flat'}", faiss.METRIC_INNER_PRODUCT
    )
    graph.hnsw.efConstruction = _BUILD_WIDTH
    graph.train(rows)
    graph.add(rows)
    index = FaissIndex(graph, GRAPH_CANDIDATE_LIMIT)
    return IndexChoice(index, "hnsw-sq8" if small else "hnsw", _tune_width(graph, index, rows))


def choose_index(
    index: FlatIndex, exact: int = MAX_EXACT_ROWS, scanned: int = MIN_SCANNED_ROWS
) -> IndexChoice:
    """Return ``index`` itself if it is small, otherwise a scan or a graph of its rows.

    It is a scan from ``scanned`` rows on, and a graph above ``exact``.
    """
    if index.size <= exact:
        return _choose_scan(index, scanned)
    return build_faiss_index(index.rows(), exact)


def read_faiss(index: faiss.Index) -> FaissIndex:
    """Wrap a stored FAISS index; raise ValueError for a kind that is not built here."""
    if isinstance(index, faiss.IndexFlat):
        return FlatIndex(index)
    if isinstance(index, faiss.IndexHNSW):
        return FaissIndex(index, GRAPH_CANDIDATE_LIMIT)
    if isinstance(index, faiss.IndexRefineFlat):
        return ScanIndex(index)
    raise ValueError("the index is of an unknown kind")


def _choose_scan(index: FlatIndex, least: int) -> IndexChoice:
    if not is_scannable(index, least):
        return IndexChoice(index, "flat")
    scan = build_scan(index)
    sample = _sample(index.size)
    queries = index.rows()[sample]
    nearest = index.search(queries, 11)[1]
    # Of as many candidates as a question requests.
    found = scan.search(queries, scan.candidate_limit)[1][:, :11]
    recall = float(np.mean(list(map(_recall, sample, nearest, found))))
    return IndexChoice(scan, "scan", round(recall, 4))


def _sample(size: int) -> NDArray[np.int64]:
    """Return the numbers of the rows by which recall is measured."""
    return np.random.default_rng(0).choice(size, min(_SAMPLE, size), replace=False)


def _tune_width(graph: Any, index: FaissIndex, rows: FloatMatrix) -> float:
    """Widen the search until it reaches the target recall; return the recall@10."""
    sample = _sample(len(rows))
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
