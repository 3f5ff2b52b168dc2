"""The groups that are known, with what each of them means, so that the nearest is found at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.retrieval.question_similarity import Meanings, most_alike

Vectors = NDArray[np.float32]
_FIRST = 64


class Known:
    """Groups by id, each with a row (views, d); room is doubled as they grow."""

    def __init__(self, like: Meanings, epoch: int) -> None:
        """Nothing yet; rows have the shape and the least cosines of ``like``."""
        self.made_with = like.made_with
        self.epoch = epoch
        self._least = like.least
        self._ids: list[int] = []
        self._rows = np.empty((_FIRST, *like.rows.shape[1:]), dtype=np.float32)

    def add(self, group_id: int, row: Vectors) -> None:
        """Know one group more."""
        if len(self._ids) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[len(self._ids)] = row
        self._ids.append(group_id)

    def nearest(self, row: Vectors) -> int | None:
        """The group that is most alike; None where none is alike."""
        best = most_alike(self._rows[: len(self._ids)], row, self._least)
        return None if best is None else self._ids[best]

    def row_of(self, kept: bytes) -> Vectors:
        """A row from its bytes. ValueError where they are of another shape."""
        return np.frombuffer(kept, dtype=np.float32).reshape(self._rows.shape[1:])

    def forget(self, group_ids: Sequence[int]) -> None:
        """Take out the groups that were added last and are not kept after all."""
        dropped = set(group_ids)
        while self._ids and self._ids[-1] in dropped:
            self._ids.pop()
