"""Orders of passages by score, sorted no further than they are read."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatVector

# Rows that are sorted first, usually enough for the requested provisions.
PRESORTED_ROWS = 1000
# Passages for each requested provision that are looked at first.
_PASSAGES_AHEAD = 4


def sort_descending(
    scores: FloatVector, rows: NDArray[np.int64], head: int = PRESORTED_ROWS
) -> Iterator[int]:
    """Yield ``rows`` by descending score, equal ones in order.

    Those below the best ``head`` are sorted only if the caller takes more.
    """
    for part in _descending(scores, rows, head):
        yield from part.tolist()


def best_of_each(
    scores: FloatVector, numbers: NDArray[np.int64], limit: int, head: int = PRESORTED_ROWS
) -> list[int]:
    """Return the positions of the best finite score of each of ``numbers``, best first.

    There are at most ``limit``. Of equal scores the first one counts.
    """
    order = first = np.empty(0, dtype=np.int64)
    for part in _descending(scores, np.arange(len(scores)), head):
        order = np.concatenate([order, part])
        first = _first_of_each(numbers[order[: _PASSAGES_AHEAD * limit]])
        if len(first) < limit:
            first = _first_of_each(numbers[order])
        if len(first) >= limit:
            break
    positions = order[first[:limit]]
    finite: list[int] = positions[np.isfinite(scores[positions])].tolist()
    return finite


def _first_of_each(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each of ``numbers`` where it is the first time, in order."""
    _, places = np.unique(numbers, return_index=True)
    return np.sort(places)


def _descending(
    scores: FloatVector, rows: NDArray[np.int64], head: int
) -> Iterator[NDArray[np.int64]]:
    """Yield ``rows`` in one or two parts, as :func:`sort_descending` orders them."""
    if len(rows) > head:
        values = scores[rows]
        is_top = values >= np.partition(values, -head)[-head]
        yield _sorted(scores, rows[is_top])
        rows = rows[~is_top]
    yield _sorted(scores, rows)


def _sorted(scores: FloatVector, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.argsort(-scores[rows], kind="stable")]
