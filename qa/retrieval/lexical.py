"""BM25 index of documents given as lists of terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, sqrt
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatVector
from embeddings.index.tables import Tables
from qa.retrieval.postings import Postings, read_postings

Rows = NDArray[np.int64]

_MAX_TERMS = 2048

WeighedGroups = tuple[tuple[float, tuple[NDArray[np.int32], ...]], ...]
"""The idf of each term group, and the documents of each of its known terms."""


@dataclass(frozen=True, slots=True)
class _Term:
    """The entries of a term in the postings, their number, and the idf of the term."""

    entries: slice
    count: int
    idf: float


class LexicalIndex:
    """BM25 in the variant of Lucene, with ``k1`` and ``b`` of Robertson and Zaragoza (2009)."""

    def __init__(
        self,
        documents: Iterable[Sequence[str]],
        *,
        k1: float = 1.2,
        b: float = 0.75,
        tables: Tables | None = None,
        name: str = "",
    ) -> None:
        """Index ``documents``, which are not read if their postings are in ``tables``."""
        found = (tables or Tables()).get(
            f"postings {name}", lambda: attrgetter(*Postings.__slots__)(read_postings(documents))
        )
        self._postings = postings = Postings(*found)
        # A question asks for each of its terms several times.
        self._find = lru_cache(maxsize=_MAX_TERMS)(self._read_term)
        self.size = len(postings.lengths)
        lengths = postings.lengths.astype(np.float64)
        mean_length = lengths.mean() if lengths.any() else 1.0
        # The saturation constant of each document: k1 with the normalisation of its length.
        saturation = k1 * ((1 - b) + b * lengths / mean_length)
        self._saturation = saturation.astype(np.float32)
        # Summed for each question, so the quotient is computed once.
        self._weights = _saturated(postings, saturation)

    def scores(self, terms: Sequence[str]) -> FloatVector:
        """Return the score of every document (size,), 0 if it shares no term.

        It is BM25 divided by the square root of the sum of idf, so that long and short questions
        have scores of one scale. Only the postings of ``terms`` are read.
        """
        found = {term: self._find(term) for term in terms}
        known = [one for term in terms if (one := found[term]).count]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        values = np.concatenate([self._weights[one.entries] for one in known])
        idfs = np.array([one.idf for one in known], dtype=np.float32)
        values *= idfs.repeat([one.count for one in known])
        total = sum(one.idf for one in found.values())
        return self._sum(self._rows_of(known), values, total)

    def group_scores(self, groups: Sequence[Mapping[str, float]]) -> FloatVector:
        """Return the score of every document (size,) for groups of weighted alternative terms.

        A group is one word of a question; its weights are the probabilities of its translations.
        Its term and document frequencies are the weighted sums of theirs (probabilistic structured
        queries, Darwish and Oard 2003). A group of one term of weight 1 scores as that term. The
        scale is that of :meth:`scores`.
        """
        total = 0.0
        found: list[_Term] = []
        shares: list[float] = []
        idfs: list[float] = []
        # Entries of a document in one group have the same number.
        starts: list[int] = []
        for number, group in enumerate(groups):
            terms = [(self._find(term), weight) for term, weight in group.items()]
            idf = self._idf_of(sum(weight * term.count for term, weight in terms))
            total += idf
            for term, weight in terms:
                if term.count:
                    found.append(term)
                    shares.append(weight)
                    idfs.append(idf)
                    starts.append(number * self.size)
        if not found:
            return np.zeros(self.size, dtype=np.float32)
        counts = [term.count for term in found]
        rows = self._rows_of(found)
        own = np.concatenate([self._postings.frequencies[term.entries] for term in found])
        # Posting lists ascend, so that sorting merges a few runs.
        _, first, places = np.unique(
            rows + np.repeat(starts, counts), return_index=True, return_inverse=True
        )
        frequencies = np.zeros(len(first), dtype=np.float32)
        np.add.at(frequencies, places, np.repeat(np.array(shares, np.float32), counts) * own)
        documents = rows[first]
        weights = np.repeat(np.array(idfs, np.float32), counts)[first]
        values = weights * frequencies / (frequencies + self._saturation[documents])
        return self._sum(documents, values, total)

    def _rows_of(self, terms: Sequence[_Term]) -> NDArray[np.int32]:
        """Return the documents of the entries of ``terms``."""
        return np.concatenate([self._postings.rows[term.entries] for term in terms])

    def _sum(self, rows: NDArray[np.int32], values: FloatVector, total: float) -> FloatVector:
        """Return the sums (size,) of ``values`` of the documents ``rows``, on the common scale.

        ``total`` is the sum of idf.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        np.add.at(scores, rows, values)
        scores /= np.float32(sqrt(total))
        return scores

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of ``term``, greatest for an unknown term."""
        return self._find(term).idf

    def _read_term(self, term: str) -> _Term:
        entries = self._postings.find(term)
        count = entries.stop - entries.start
        return _Term(entries, count, self._idf_of(count))

    def _idf_of(self, count: float) -> float:
        return log(1 + (self.size - count + 0.5) / (count + 0.5))

    def contains(self, term: str) -> bool:
        """Return whether any document contains ``term``."""
        return self._find(term).count > 0

    def term_coverage(self, terms: Iterable[str], rows: Sequence[int] | Rows) -> float:
        """Return the share, weighted by idf, of ``terms`` in any document of ``rows``: 0 to 1."""
        return self.coverage(self.weigh_terms(terms), rows)

    def group_coverage(
        self, groups: Sequence[Mapping[str, float]], rows: Sequence[int] | Rows
    ) -> float:
        """Return the share, weighted by idf, of ``groups`` with a term in any of ``rows``."""
        return self.coverage(self.weigh(groups), rows)

    def weigh_terms(self, terms: Iterable[str]) -> WeighedGroups:
        """Return the groups of each of ``terms`` alone, as :meth:`weigh`."""
        rows = self._postings.rows
        found = (self._find(term) for term in dict.fromkeys(terms))
        return tuple((one.idf, (rows[one.entries],) if one.count else ()) for one in found)

    def weigh(self, groups: Sequence[Mapping[str, float]]) -> WeighedGroups:
        """Return the idf of each of ``groups`` and the documents of its terms."""
        weighed = []
        for group in groups:
            terms = [(self._find(term), weight) for term, weight in group.items()]
            idf = self._idf_of(sum(weight * term.count for term, weight in terms))
            known = (term for term, _ in terms if term.count)
            weighed.append((idf, tuple(self._postings.rows[term.entries] for term in known)))
        return tuple(weighed)

    def coverages(self, groups: WeighedGroups) -> FloatVector:
        """Return the coverage (size,) of ``groups`` in each document, as :meth:`coverage`."""
        covered = np.zeros(self.size, dtype=np.float32)
        total = 0.0
        for weight, postings in groups:
            total += weight
            if len(postings) == 1:
                covered[postings[0]] += np.float32(weight)
            elif postings:
                covered[np.unique(np.concatenate(postings))] += np.float32(weight)
        if total:
            covered /= np.float32(total)
        return covered

    def coverage(self, groups: WeighedGroups, rows: Sequence[int] | Rows) -> float:
        """Return the coverage as :meth:`group_coverage`, of groups that are weighed already."""
        wanted = _Wanted(np.asarray(rows, dtype=np.int64), self.size)
        total = covered = 0.0
        for weight, postings in groups:
            total += weight
            if any(map(wanted.any_of, postings)):
                covered += weight
        return covered / total if total else 0.0


class _Wanted:
    """A set of documents to look for in posting lists."""

    def __init__(self, rows: Rows, size: int) -> None:
        self._rows = rows
        self._size = size
        # Of the type of the posting lists, which would else be copied to be compared.
        self._first = np.int32(rows.min() if len(rows) else 0)
        self._last = np.int32(rows.max() if len(rows) else -1)
        # The documents of an act follow each other, so that their list need not be read.
        self._is_run = self._last - self._first + 1 == len(rows)

    def any_of(self, found: NDArray[np.int32]) -> bool:
        """Return whether any document of the ascending ``found`` is in the set."""
        start = int(found.searchsorted(self._first))
        if start == len(found) or found[start] > self._last:
            return False
        return self._is_run or bool(self._mask[found[start:]].any())

    @cached_property
    def _mask(self) -> NDArray[np.bool_]:
        mask = np.zeros(self._size, dtype=np.bool_)
        mask[self._rows] = True
        return mask


def _saturated(postings: Postings, saturation: NDArray[np.float64]) -> FloatVector:
    """Return tf / (tf + k) of each entry (entries,)."""
    weights: FloatVector = (
        postings.frequencies / (postings.frequencies + saturation[postings.rows])
    ).astype(np.float32)
    return weights
