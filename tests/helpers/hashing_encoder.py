"""Encoder without a model: hashed character n-grams."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from embeddings.encoder import FloatMatrix, Progress


class HashingEncoder:
    """Counts of character n-grams of lower-case text in ``dimension`` signed buckets.

    It captures spelling and no meaning. Its vectors are the same on every machine.
    """

    def __init__(self, dimension: int = 256, sizes: tuple[int, ...] = (3, 4, 5)) -> None:
        """Set up for n-grams of ``sizes`` characters."""
        self.name = f"hashing-{dimension}-{'.'.join(map(str, sizes))}"
        self.question_name = self.name
        self.dimension = dimension
        self._sizes = sizes

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        """Return unit rows (n, dimension); a text without letters gets the first axis."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for number, text in enumerate(texts):
            self._count(text, rows[number])
            if progress is not None:
                progress(number + 1, len(texts))
        rows[~rows.any(axis=1), :1] = 1.0
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def _count(self, text: str, row: FloatMatrix) -> None:
        for word in text.casefold().split():
            padded = f" {word} "
            for size in self._sizes:
                for start in range(len(padded) - size + 1):
                    code = crc32(padded[start : start + size].encode("utf-8", "surrogatepass"))
                    row[code % self.dimension] += 1.0 if code & 0x80000000 else -1.0
