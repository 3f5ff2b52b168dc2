"""Tests of the Milvus index: agreement with FAISS, filters, alias, unavailability."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import (
    IndexMissingError,
    IndexStaleError,
    IndexUnavailableError,
    StoredIndexError,
)
from embeddings.index.milvus import MilvusConnection, collection_name, open_milvus, unavailable
from embeddings.index.vectors import FlatIndex, SearchScope, VectorIndex

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="milvus-lite is not for Windows"),
]

COUNT, DIMENSION = 1200, 16
ONE, TWO = (collection_name("model", DIMENSION, digest) for digest in ("one", "two"))


def rows() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    found = np.random.default_rng(3).standard_normal((COUNT, DIMENSION)).astype(np.float32)
    unit: np.ndarray[tuple[int, int], np.dtype[np.float32]] = found / np.linalg.norm(
        found, axis=1, keepdims=True
    )
    return unit


TAGS = [
    ("road" if number % 3 else "police", "kk" if number % 2 else "ru") for number in range(COUNT)
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusConnection]:
    place = open_milvus(str(tmp_path_factory.mktemp("milvus") / "index.db"))
    with pytest.raises(IndexMissingError):
        place.check(ONE)
    told: list[tuple[int, int]] = []
    place.store(ONE, rows(), TAGS, lambda done, total: told.append((done, total)))
    assert told == [(1000, 1200), (1200, 1200)]
    yield place
    place.client.close()


def test_rows_and_scores_equal_exact_search(place: MilvusConnection) -> None:
    index: VectorIndex = place.load(ONE, DIMENSION)
    assert (index.size, index.dimension) == (COUNT, DIMENSION)
    for k in (1, 50, 5000):
        scores, numbers = index.search(rows()[:3], k)
        expected, right = FlatIndex.of(rows()).search(rows()[:3], k)
        assert np.array_equal(numbers, right)
        assert np.allclose(scores, expected, atol=1e-6)
    assert index.search(np.empty((0, DIMENSION), dtype=np.float32), 2)[1].shape == (0, 2)


def test_search_is_limited_to_acts_and_languages(place: MilvusConnection) -> None:
    index = place.load(ONE, DIMENSION)
    numbers = index.search(rows()[:1], COUNT, acts=["police"], languages=["kk"])[1][0]
    right = {number for number, tag in enumerate(TAGS) if tag == ("police", "kk")}
    assert set(numbers[: len(right)].tolist()) == right
    assert set(numbers[len(right) :].tolist()) == {-1}


def test_score_subset_is_exact(place: MilvusConnection) -> None:
    numbers = np.array([n for n, (act, _) in enumerate(TAGS) if act == "police"])
    within = SearchScope(["police"], numbers)
    found = place.load(ONE, DIMENSION).score_subset(rows()[:3], within)
    assert np.allclose(found, rows()[:3] @ rows()[numbers].T, atol=1e-6)
    assert np.allclose(FlatIndex.of(rows()).score_subset(rows()[:3], within), found, atol=1e-6)


@pytest.mark.parametrize(
    ("queries", "k"), [([[0.0] * 3], 1), ([[0.0] * DIMENSION], 0), ([[np.nan] * DIMENSION], 1)]
)
def test_invalid_queries_raise_value_error(
    place: MilvusConnection, queries: list[list[float]], k: int
) -> None:
    with pytest.raises(ValueError, match=r"columns|least|finite"):
        place.load(ONE, DIMENSION).search(np.array(queries, dtype=np.float32), k)


def test_alias_moves_and_the_previous_index_stays_for_its_readers(tmp_path: Path) -> None:
    place = open_milvus(str(tmp_path / "index.db"))
    few = rows()[:20]
    place.store(ONE, few, TAGS[:20])
    before = place.load(ONE, DIMENSION)
    place.store(TWO, few[::-1], TAGS[:20])
    assert place.current() == TWO
    assert before.search(few[:1], 1)[1].tolist() == [[0]]
    with pytest.raises(IndexStaleError):
        place.load(ONE, DIMENSION)
    place.store(collection_name("model", DIMENSION, "three"), few, TAGS[:20])
    assert ONE not in place.client.list_collections()
    assert TWO in place.client.list_collections()
    # The same index, built again, replaces itself.
    place.store(TWO, few, TAGS[:20])
    place.store(TWO, few[:5], TAGS[:5])
    assert place.load(TWO, DIMENSION).size == 5
    with pytest.raises(ValueError, match="each row has a tag"):
        place.store(ONE, few, TAGS[:3])
    place.client.close()


def test_unavailable_server_is_reported_without_its_password() -> None:
    with pytest.raises(IndexUnavailableError) as caught:
        open_milvus("http://root:secret@127.0.0.1:1/law")
    assert str(caught.value) == (
        "The index cannot be reached: Milvus at http://127.0.0.1:1 is not responding."
    )
    assert str(unavailable("x")) == "The index cannot be reached: Milvus at x is not responding."


def test_missing_pymilvus_raises_stored_index_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoredIndexError) as caught:
        open_milvus("http://127.0.0.1:1")
    assert str(caught.value) == (
        "An index in Milvus needs pymilvus. Run: pip install 'bapta[milvus]'"
    )
