"""What turns texts into vectors, and the names of what it may be told."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Told how many texts are done, and of how many."""


class Encoder(Protocol):
    """Texts in, unit vectors out: fp32 rows of length 1, so that a product is the cosine.

    ``name`` is stored with an index: two encoders with one name give the same vectors.
    """

    @property
    def name(self) -> str:
        """What the vectors are made by."""
        ...

    @property
    def dimension(self) -> int:
        """Columns of each vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as unit rows (n, dimension)."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Passages as unit rows (n, dimension), in the order of ``texts``."""
        ...
