"""Vectors remembered while something runs, so that two who ask the same encode it once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Progress

Vectors = NDArray[np.float32]


class RememberingEncoder:
    """An encoder that remembers every question in memory. Threads may share it; two that ask the
    same at once may encode it twice.
    """

    def __init__(self, encoder: Encoder) -> None:
        """``encoder`` encodes what is new."""
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as unit rows (n, dimension)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._rows[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as unit rows (n, dimension), in the order of ``texts``; not remembered."""
        return self._encoder.encode_passages(texts, progress)
