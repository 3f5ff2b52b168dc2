"""Tests of the disk cache of vectors."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import FloatMatrix, Progress
from embeddings.encoders import caching
from embeddings.encoders.caching import DiskCachedEncoder
from tests.helpers.hashing_encoder import HashingEncoder

TEXTS = ["заң", "полиция", "бап", "тармақ", "қару"]


class Counting(HashingEncoder):
    """An encoder that records its texts and fails at one of them."""

    def __init__(self, stop_at: str | None = None) -> None:
        super().__init__(64)
        self.encoded: list[str] = []
        self.stop_at = stop_at

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        if self.stop_at in texts:
            raise KeyboardInterrupt
        self.encoded += texts
        return super().encode_passages(texts, progress)


def test_only_new_texts_are_encoded_and_rows_are_in_order(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    DiskCachedEncoder(first, tmp_path).encode_passages(TEXTS[:3])
    told: list[tuple[int, int]] = []
    rows = DiskCachedEncoder(second, tmp_path).encode_passages(
        [*TEXTS, TEXTS[4]], lambda done, total: told.append((done, total))
    )
    assert (first.encoded, second.encoded) == (TEXTS[:3], TEXTS[3:])
    assert np.array_equal(rows, HashingEncoder(64).encode_passages([*TEXTS, TEXTS[4]]))
    assert told == [(4, 6), (6, 6)]


def test_interruption_loses_at_most_a_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CHUNK", 2)
    stopped, again = Counting(stop_at="қару"), Counting()
    with pytest.raises(KeyboardInterrupt):
        DiskCachedEncoder(stopped, tmp_path).encode_passages(TEXTS)
    rows = DiskCachedEncoder(again, tmp_path).encode_passages(TEXTS)
    assert (stopped.encoded, again.encoded) == (TEXTS[:4], TEXTS[4:])
    assert np.array_equal(rows, HashingEncoder(64).encode_passages(TEXTS))


def test_cache_distinguishes_models_and_prompts(tmp_path: Path) -> None:
    encoder = Counting()
    DiskCachedEncoder(encoder, tmp_path).encode_queries(TEXTS)
    DiskCachedEncoder(encoder, tmp_path).encode_passages(TEXTS)
    assert encoder.encoded == [*TEXTS, *TEXTS]
    other = DiskCachedEncoder(HashingEncoder(32), tmp_path)
    assert other.encode_passages(TEXTS).shape == (5, 32)
    assert other.encode_passages([]).shape == (0, 32)


def test_texts_of_damaged_files_are_encoded_again(tmp_path: Path) -> None:
    DiskCachedEncoder(Counting(), tmp_path).encode_passages(TEXTS)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:200])
    (tmp_path / "x.rows.npy").write_bytes(b"no rows")
    again = Counting()
    rows = DiskCachedEncoder(again, tmp_path).encode_passages(TEXTS)
    assert again.encoded == TEXTS
    assert np.array_equal(rows, HashingEncoder(64).encode_passages(TEXTS))


def cut_short(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size - 300)


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("harm", [cut_short, Path.unlink])
def test_rows_lost_after_opening_are_encoded_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    DiskCachedEncoder(Counting(), tmp_path).encode_passages(TEXTS)
    again = Counting()
    cached = DiskCachedEncoder(again, tmp_path)
    (file,) = tmp_path.iterdir()
    harm(file)
    rows = cached.encode_passages(TEXTS)
    assert again.encoded == TEXTS
    assert np.array_equal(rows, HashingEncoder(64).encode_passages(TEXTS))


def test_changed_rows_are_noticed_by_the_digest_in_the_name(tmp_path: Path) -> None:
    DiskCachedEncoder(Counting(), tmp_path).encode_passages(TEXTS)
    (file,) = tmp_path.iterdir()
    flip_a_bit(file)
    again = Counting()
    rows = DiskCachedEncoder(again, tmp_path).encode_passages(TEXTS)
    assert again.encoded == TEXTS
    assert np.array_equal(rows, HashingEncoder(64).encode_passages(TEXTS))


def test_files_of_earlier_versions_are_read(tmp_path: Path) -> None:
    DiskCachedEncoder(Counting(), tmp_path).encode_passages(TEXTS)
    (file,) = tmp_path.iterdir()
    file.rename(tmp_path / "0123456789abcdef0123456789abcdef.rows.npy")
    again = Counting()
    DiskCachedEncoder(again, tmp_path).encode_passages(TEXTS)
    assert again.encoded == []


def test_no_file_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "CHUNK", 1)
    cached = DiskCachedEncoder(Counting(), tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    cached.encode_passages([f"{text} {number}" for text in TEXTS for number in range(20)])
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    cached.evict_unused()
    assert len(list(tmp_path.iterdir())) == 1


def test_unused_vectors_are_evicted(tmp_path: Path) -> None:
    DiskCachedEncoder(Counting(), tmp_path).encode_passages(TEXTS)
    encoder = DiskCachedEncoder(Counting(), tmp_path)
    encoder.encode_passages([*TEXTS[:2], "жаңа"])
    encoder.evict_unused()
    assert len(list(tmp_path.iterdir())) == 1
    last = Counting()
    DiskCachedEncoder(last, tmp_path).encode_passages(TEXTS)
    assert last.encoded == TEXTS[2:]
