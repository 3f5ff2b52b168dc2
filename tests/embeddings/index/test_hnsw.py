"""Tests of the index choice by number of rows: exact, graph, graph in 8 bits."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from embeddings.index.hnsw import build_faiss_index, choose_index, read_faiss
from embeddings.index.storage import FORMAT, Manifest, load_index, save_index
from embeddings.index.vectors import FlatIndex, SearchScope

pytestmark = pytest.mark.slow


def rows(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return unit rows in clusters, like vectors of texts."""
    random = np.random.default_rng(1)
    centres = random.standard_normal((count // 20, 32))
    found = centres[random.integers(0, len(centres), count)]
    found = found + 0.5 * random.standard_normal((count, 32))
    unit: np.ndarray[tuple[int, int], np.dtype[np.float32]] = (
        found / np.linalg.norm(found, axis=1, keepdims=True)
    ).astype(np.float32)
    return unit


def test_few_rows_are_searched_exactly() -> None:
    chosen = build_faiss_index(rows(100))
    assert (chosen.kind, chosen.recall_at_10) == ("flat", None)
    assert isinstance(chosen.index, FlatIndex)
    flat = FlatIndex.of(rows(100))
    assert choose_index(flat).index is flat


@pytest.mark.parametrize(("memory", "kind"), [(10**9, "hnsw"), (10**5, "hnsw-sq8")])
def test_many_rows_have_a_graph_with_high_recall(tmp_path: Path, memory: int, kind: str) -> None:
    vectors = rows(3000)
    chosen = build_faiss_index(vectors, exact=1000, memory=memory)
    assert chosen.kind == kind
    assert chosen.recall_at_10 is not None
    assert 0.95 <= chosen.recall_at_10 <= 1.0
    manifest = Manifest(FORMAT, "m", 32, 3000, "abc", chosen.kind, chosen.recall_at_10)
    save_index(tmp_path, chosen.index, manifest)
    loaded = load_index(tmp_path, model="m", dimension=32, corpus_digest="abc")
    assert loaded.candidate_limit == 1000
    exact = FlatIndex.of(vectors).search(vectors[:50], 10)[1]
    found = loaded.search(vectors[:50], 10)[1]
    far = SearchScope(["far"], np.sort(np.argsort(vectors @ vectors[0])[:20]))
    right = vectors[:1] @ vectors[far.rows].T
    assert np.allclose(loaded.score_subset(vectors[:1], far), right, atol=0.02)
    shared = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), found.tolist(), strict=True)]
    assert sum(shared) >= 475


def test_index_of_an_unknown_kind_is_rejected() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        read_faiss(faiss.IndexLSH(32, 8))
    suited_rows = choose_index(FlatIndex.of(rows(200)), exact=100)
    assert suited_rows.kind.startswith("hnsw")
    assert suited_rows.index.size == 200
