"""Vectors kept by a digest of their text, so that a second evaluation encodes nothing."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.whole import replace_file
from embeddings.encoder import Encoder, Progress

Vectors = NDArray[np.float32]


class CachedEncoder:
    """An encoder that keeps what it encoded in a folder, one file a list of texts."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """``folder`` is made when first needed; a damaged file in it is made anew."""
        self._encoder = encoder
        self._folder = folder
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as unit rows (n, dimension)."""
        return self._cached("queries", texts, lambda: self._encoder.encode_queries(texts))

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as unit rows (n, dimension), in the order of ``texts``."""
        return self._cached(
            "passages", texts, lambda: self._encoder.encode_passages(texts, progress)
        )

    def _cached(self, kind: str, texts: Sequence[str], encode: Callable[[], Vectors]) -> Vectors:
        digest = sha256(f"{self.name}\x1e{kind}\x1e".encode())
        for text in texts:
            digest.update(text.encode() + b"\x1e")
        path = self._folder / f"{kind}-{digest.hexdigest()[:32]}.npy"
        kept = _read(path, (len(texts), self.dimension))
        if kept is not None:
            return kept
        vectors = encode()
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda scratch: _write(scratch, vectors))
        return vectors


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    whole = vectors.shape == shape and vectors.dtype == np.float32
    return vectors if whole else None


def _write(path: Path, vectors: Vectors) -> None:
    with path.open("wb") as file:
        np.save(file, vectors)
