"""Tests of the scan of codes: exact scores for what it finds, and its file."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from embeddings.errors import IndexDamagedError
from embeddings.index.hnsw import choose_index
from embeddings.index.scan import ScanIndex, build_scan, is_scannable
from embeddings.index.storage import FORMAT, Manifest, load_index, save_index
from embeddings.index.vectors import FlatIndex, SearchScope

pytestmark = pytest.mark.slow

ROWS = 6000


def rows(dimension: int = 32) -> FloatMatrix:
    """Return unit rows in clusters, like vectors of texts."""
    random = np.random.default_rng(1)
    centres = random.standard_normal((100, dimension))
    found = centres[random.integers(0, len(centres), ROWS)]
    found = (found + 0.5 * random.standard_normal(found.shape)).astype(np.float32)
    unit: FloatMatrix = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def test_found_rows_have_exact_scores_and_the_nearest_are_found() -> None:
    vectors = rows()
    flat = FlatIndex.of(vectors)
    scores, numbers = build_scan(flat).search(vectors[:50], 4000)
    exact = vectors[:50] @ vectors.T
    assert np.allclose(scores, np.take_along_axis(exact, numbers, axis=1), atol=1e-5)
    assert np.all(np.diff(scores, axis=1) <= 0)
    nearest = flat.search(vectors[:50], 50)[1]
    shared = [np.isin(near, found).mean() for near, found in zip(nearest, numbers, strict=True)]
    assert min(shared) == 1.0


def test_candidates_are_the_found_rows_with_their_scores() -> None:
    vectors = rows()
    scan = build_scan(FlatIndex.of(vectors))
    for limit in (1, 700, ROWS + 1):
        scores, numbers = scan.search(vectors[:9], limit)
        values, found = scan.candidates(vectors[:9], limit)
        order = np.argsort(numbers, axis=1)
        assert np.array_equal(found, np.take_along_axis(numbers, order, axis=1))
        assert np.array_equal(values, np.take_along_axis(scores, order, axis=1))
    with pytest.raises(ValueError, match="k is at least 1"):
        scan.candidates(vectors[:1], 0)


def test_rows_are_read_back_exactly() -> None:
    vectors = rows()
    scan = build_scan(FlatIndex.of(vectors))
    assert np.array_equal(scan.vectors(), vectors)
    assert np.array_equal(scan.read_rows(np.array([5, 2])), vectors[[5, 2]])
    scope = SearchScope(["act"], np.array([7, 9]))
    assert np.allclose(scan.score_subset(vectors[:3], scope), vectors[:3] @ vectors[[7, 9]].T)


def test_number_of_rows_decides() -> None:
    flat = FlatIndex.of(rows())
    assert choose_index(flat).index is flat
    chosen = choose_index(flat, scanned=ROWS)
    assert (chosen.kind, chosen.recall_at_10) == ("scan", 1.0)
    assert choose_index(flat, exact=ROWS - 1, scanned=ROWS).kind.startswith("hnsw")
    # Thirty numbers do not divide into codes of four.
    assert not is_scannable(FlatIndex.of(rows(30)), ROWS)


def test_stored_scan_answers_alike_and_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    vectors = rows()
    chosen = choose_index(FlatIndex.of(vectors), scanned=ROWS)
    manifest = Manifest(FORMAT, "m", 32, ROWS, "abc", chosen.kind, chosen.recall_at_10)
    save_index(tmp_path, chosen.index, manifest)
    loaded = load_index(tmp_path, model="m", dimension=32, corpus_digest="abc")
    assert isinstance(loaded, ScanIndex)
    before, after = (index.search(vectors[:20], 100) for index in (chosen.index, loaded))
    assert np.array_equal(before[1], after[1])
    del loaded
    (file,) = tmp_path.glob("vectors-*.faiss")
    file.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(IndexDamagedError):
        load_index(tmp_path, model="m", dimension=32, corpus_digest="abc")
