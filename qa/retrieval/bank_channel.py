"""Retrieval channels over the question bank of one act, dense and lexical.

Dense: vectors are under a learned metric (:mod:`qa.retrieval.bank_metric`); the score of a passage
is the logarithm of the sum of exp(12 cos) over its questions, so that several fair matches weigh as
much as one good match.
Lexical: BM25 over the concatenated questions of a passage, by language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from data.model import LANGUAGES
from data.question_bank import BankQuestion
from embeddings.encoder import FloatMatrix, FloatVector
from embeddings.index.tables import Tables
from qa.query.terms import terms_and_pairs
from qa.retrieval.lexical import LexicalIndex
from qa.retrieval.metric_learning import SHARPNESS

_MIN_LOG_SCORE = -20.0
_NO_QUESTIONS = (0.0, 0.0)

MIN_SHARED = 3
"""Provisions that share so many questions answer the same: a duty of the bodies and of officers."""


@dataclass(frozen=True, slots=True)
class BankScores:
    """Scores (passages,) of one question; ``nearest`` is the best cosine of a passage's questions.

    ``outside`` is the dense score and the best cosine of the act's out-of-scope questions.
    """

    dense: FloatVector
    nearest: FloatVector
    lexical: FloatVector
    outside: tuple[float, float]


class QuestionBankChannel:
    """Channels over the bank of one act."""

    def __init__(
        self,
        bank: Sequence[BankQuestion],
        vectors: FloatMatrix,
        rows_of: Mapping[str, Sequence[int]],
        passages: int,
        tables: Tables | None = None,
        name: str = "",
    ) -> None:
        """Index the questions of ``bank`` by their ``vectors`` (n, d) under the metric.

        ``rows_of`` maps an eId to the rows of its passages, of which there are ``passages``.
        Postings in ``tables`` under the ``name`` of the bank are not computed.
        """
        self._passages = passages
        # By columns: read in order by the product with one vector, in half the time.
        self._vectors = np.asfortranarray(vectors)
        links = [
            (number, row)
            for number, question in enumerate(bank)
            for eid in question.eids
            for row in rows_of.get(eid, ())
        ]
        # Sorted by passage, so that the questions of a passage are one run for reduceat.
        sorted_links = sorted((row, number) for number, row in links)
        pairs = np.array(sorted_links, dtype=np.int64).reshape(-1, 2)
        self._linked = pairs[:, 1]
        self._rows, self._starts = np.unique(pairs[:, 0], return_index=True)
        self.is_linked = np.zeros(passages, dtype=np.bool_)
        self.is_linked[self._rows] = True
        self._questions = {row: frozenset(numbers) for row, numbers in _grouped(sorted_links)}
        self._outside = np.array(
            [number for number, question in enumerate(bank) if not question.eids], dtype=np.int64
        )
        self._lexical = {
            language: LexicalIndex(
                self._documents(bank, links, language), tables=tables, name=f"{name} {language}"
            )
            for language in LANGUAGES
        }

    def _documents(
        self, bank: Sequence[BankQuestion], links: Sequence[tuple[int, int]], language: str
    ) -> Iterator[list[str]]:
        """Yield the terms of the questions of each passage, computed when they are needed."""
        terms = {
            number: terms_and_pairs(question.question, language)
            for number, question in enumerate(bank)
            if question.language == language
        }
        documents: list[list[str]] = [[] for _ in range(self._passages)]
        for number, row in links:
            documents[row] += terms.get(number, ())
        yield from documents

    def scores(self, vector: FloatVector, terms: Sequence[str], language: str) -> BankScores:
        """Return the scores of a question by its vector (d,) under the metric and its terms."""
        cosines = self._vectors @ vector
        weights = np.exp(SHARPNESS * cosines)
        total = np.zeros(self._passages, dtype=np.float32)
        nearest = np.full(self._passages, -1.0, dtype=np.float32)
        if len(self._rows):
            total[self._rows] = np.add.reduceat(weights[self._linked], self._starts)
            nearest[self._rows] = np.maximum.reduceat(cosines[self._linked], self._starts)
        dense = np.log(np.maximum(total, np.exp(np.float32(_MIN_LOG_SCORE))))
        outside = _NO_QUESTIONS
        if len(self._outside):
            found = self._outside
            outside = (float(np.log(weights[found].sum())), float(cosines[found].max()))
        return BankScores(dense, nearest, self._lexical[language].scores(terms), outside)

    def are_twins(self, row: int, other: int) -> bool:
        """Return whether the passages ``row`` and ``other`` answer the same questions."""
        none: frozenset[int] = frozenset()
        shared = self._questions.get(row, none) & self._questions.get(other, none)
        return len(shared) >= MIN_SHARED

    def term_coverage(self, terms: Sequence[str], language: str, row: int) -> float:
        """Return the share, weighted by idf, of ``terms`` in the questions of passage ``row``."""
        return self._lexical[language].term_coverage(terms, [row])

    def known_share(self, terms: Sequence[str], language: str) -> float:
        """Return the share of ``terms`` that occur in the bank; 1 if there are no terms."""
        distinct = set(terms)
        index = self._lexical[language]
        return sum(map(index.contains, distinct)) / len(distinct) if distinct else 1.0


def _grouped(links: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield each row of the sorted (row, number) ``links`` with its numbers."""
    for row, group in groupby(links, key=itemgetter(0)):
        yield row, [number for _, number in group]
