"""Posting lists of terms, as arrays.

An inverted index of Python strings and dictionaries takes ten times the memory of its numbers.
Here a term is known by a hash of 64 bits: two terms of ten million share one with a probability
of three in a million.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import count

import numpy as np
from numpy.typing import NDArray

_MAX_FREQUENCY = 65_535


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of each term, with the term's frequency in them.

    Term i has the hash ``keys[i]``, ascending, and the entries ``starts[i]`` to ``starts[i + 1]``
    of ``rows`` (documents, ascending) and ``frequencies``. ``lengths`` are the numbers of terms of
    the documents.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    frequencies: NDArray[np.uint16]
    lengths: NDArray[np.float32]

    def find(self, term: str) -> slice:
        """Return the entries of ``term``, none for an unknown term."""
        key = _key(term)
        place = int(self.keys.searchsorted(key))
        if place == len(self.keys) or self.keys[place] != key:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


def read_postings(documents: Iterable[Sequence[str]]) -> Postings:
    """Return the postings of ``documents``, given as lists of terms."""
    # A new term gets the next number.
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    each, sizes = array("q"), array("q")
    for document in documents:
        each.extend(map(numbers.__getitem__, document))
        sizes.append(len(document))
    terms, lengths = np.frombuffer(each, np.int64), np.frombuffer(sizes, np.int64)
    keys = np.fromiter(map(_hash, numbers), dtype=np.uint64, count=len(numbers))
    order = np.argsort(keys)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    size = max(1, len(lengths))
    # Sorted by term and then by document.
    entries, frequencies = np.unique(
        ranks[terms] * size + np.repeat(np.arange(len(lengths)), lengths), return_counts=True
    )
    counts = np.bincount(entries // size, minlength=len(keys))
    return Postings(
        keys[order],
        np.concatenate(([0], np.cumsum(counts))),
        (entries % size).astype(np.int32),
        np.minimum(frequencies, _MAX_FREQUENCY).astype(np.uint16),
        lengths.astype(np.float32),
    )


@lru_cache(maxsize=10_000)
def _key(term: str) -> np.uint64:
    return np.uint64(_hash(term))


def _hash(term: str) -> int:
    """Return the hash of ``term``, the same in every process."""
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
