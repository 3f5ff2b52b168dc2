"""A small encoder that needs no model: hashed character n-grams, the same on every machine."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Progress


class HashingEncoder:
    """Counts character n-grams of folded text in ``dimension`` signed buckets.

    It knows letters and no meaning: good for tests, not for people.
    """

    def __init__(self, dimension: int = 256, sizes: tuple[int, ...] = (3, 4, 5)) -> None:
        """``sizes`` are the lengths of the n-grams, in characters."""
        self.name = f"hashing-{dimension}-{'.'.join(map(str, sizes))}"
        self.dimension = dimension
        self._sizes = sizes

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as unit rows (n, dimension)."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Passages as unit rows (n, dimension); a text without letters gets the first axis."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for number, text in enumerate(texts):
            self._count(text, rows[number])
            if progress is not None:
                progress(number + 1, len(texts))
        rows[~rows.any(axis=1), :1] = 1.0
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def _count(self, text: str, row: NDArray[np.float32]) -> None:
        for word in text.casefold().split():
            padded = f" {word} "
            for size in self._sizes:
                for start in range(len(padded) - size + 1):
                    code = crc32(padded[start : start + size].encode("utf-8", "surrogatepass"))
                    row[code % self.dimension] += 1.0 if code & 0x80000000 else -1.0
