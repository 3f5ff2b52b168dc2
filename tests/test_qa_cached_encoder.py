from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.hashing import HashingEncoder
from qa.cached_encoder import CachedEncoder


class Counting(HashingEncoder):
    """Counts the texts that were really encoded."""

    texts = 0

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().encode_passages(texts)


def test_a_second_asking_reads_the_same_vectors_from_the_folder(tmp_path: Path) -> None:
    encoder = Counting(16)
    first = CachedEncoder(encoder, tmp_path / "cache").encode_queries(["қару", "көлік"])
    again = CachedEncoder(encoder, tmp_path / "cache").encode_queries(["қару", "көлік"])
    assert encoder.texts == 2
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, HashingEncoder(16).encode_passages(["қару", "көлік"]))


def test_other_texts_and_passages_are_kept_apart(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    cached.encode_queries(["қару"])
    cached.encode_queries(["көлік"])
    cached.encode_passages(["қару"])
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == [
        "passages",
        "queries",
        "queries",
    ]


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    cached = CachedEncoder(HashingEncoder(16), tmp_path)
    right = cached.encode_queries(["қару"])
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    np.testing.assert_array_equal(cached.encode_queries(["қару"]), right)
    assert np.load(kept).shape == (1, 16)
