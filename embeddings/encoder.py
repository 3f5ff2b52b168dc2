"""The encoder protocol and the types of vectors."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatVector = NDArray[np.float32]
"""One axis: a vector (d,), or one score for each passage."""

FloatMatrix = NDArray[np.float32]
"""Two axes or more: rows of vectors (n, d), scores (questions, passages)."""

Progress = Callable[[int, int], None]
"""Called with the number of texts that are done and the number of all."""


def part_progress(progress: Progress, before: int, total: int) -> Progress:
    """Return the progress of a part of ``total`` texts, ``before`` which others are done."""
    return lambda done, _part: progress(before + done, total)


class Encoder(Protocol):
    """A function from texts to unit vectors: fp32 rows of length 1, whose product is the cosine.

    :meth:`encode_queries` and :meth:`encode_passages` return unit rows (n, dimension) in the order
    of ``texts``. They differ in the prompt that a model puts before a text. Encoders are called
    by several threads at once; :class:`embeddings.encoders.batching.BatchingEncoder` serialises the
    calls of those that gain from batches.
    """

    @property
    def name(self) -> str:
        """Return the name stored with an index; encoders of one name give passages one vector."""
        ...

    @property
    def question_name(self) -> str:
        """Return the name stored with question vectors; :attr:`name` if one model encodes both."""
        ...

    @property
    def dimension(self) -> int:
        """Return the number of columns of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the vectors of questions."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        """Return the vectors of passages."""
        ...
