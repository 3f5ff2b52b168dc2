"""Retrieval channels over the curated question bank, dense and lexical.

Dense: vectors are transformed by a learned metric (:mod:`qa.retrieval.metric_learning`); the score
of a passage is the logarithm of the sum of exp(12 cos) over its questions, so that several fair
matches weigh as much as one good match.
Lexical: BM25 over the concatenated questions of a passage, by language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from data.model import LANGUAGES
from data.question_bank import BankQuestion
from embeddings.encoder import FloatMatrix, FloatVector
from qa.query.terms import terms_and_pairs
from qa.retrieval.centering import means_by_language, subtract_means, unit_rows
from qa.retrieval.lexical import LexicalIndex
from qa.retrieval.metric_learning import SHARPNESS

_MIN_LOG_SCORE = -20.0
_NO_MEAN = np.float32(0)


@dataclass(frozen=True, slots=True)
class BankScores:
    """Scores (passages,) of one question; ``nearest`` is the best cosine of a passage's questions.

    ``outside`` has, by act, the dense score and the best cosine of its out-of-scope questions.
    """

    dense: FloatVector
    nearest: FloatVector
    lexical: FloatVector
    outside: Mapping[str, tuple[float, float]]


class QuestionBankChannel:
    """Channels over the bank of all acts."""

    def __init__(
        self,
        bank: Sequence[BankQuestion],
        vectors: FloatMatrix,
        metric: FloatMatrix,
        rows_of: Mapping[tuple[str, str], Sequence[int]],
        passages: int,
        trained: int | None = None,
    ) -> None:
        """Index the question ``vectors`` (n, d) of ``bank``.

        ``metric`` (d, d) was learned from the first ``trained`` of them, by default from all;
        ``rows_of`` maps an act's id and an eId to the rows of its passages.
        """
        self._passages = passages
        languages = [question.language for question in bank]
        # From the same entries as the metric, so that a new entry changes no other score.
        self.means = means_by_language(vectors[:trained], languages[:trained])
        self._metric = metric
        self.metric_name = sha256(metric.tobytes()).hexdigest()[:16]
        self._vectors = unit_rows(subtract_means(vectors, languages, self.means) @ metric)
        links = [
            (number, row)
            for number, question in enumerate(bank)
            for eid in question.eids
            for row in rows_of.get((question.act, eid), ())
        ]
        # Sorted by passage, so that the questions of a passage are one run for reduceat.
        sorted_links = sorted((row, number) for number, row in links)
        pairs = np.array(sorted_links, dtype=np.int64).reshape(-1, 2)
        self._linked = pairs[:, 1]
        self._rows, self._starts = np.unique(pairs[:, 0], return_index=True)
        self.is_linked = np.zeros(passages, dtype=np.bool_)
        self.is_linked[self._rows] = True
        outside: dict[str, list[int]] = {}
        for number, question in enumerate(bank):
            if not question.eids:
                outside.setdefault(question.act, []).append(number)
        self._outside = {act: np.array(numbers) for act, numbers in outside.items()}
        self._lexical = {
            language: LexicalIndex(self._documents(bank, links, language)) for language in LANGUAGES
        }

    def _documents(
        self, bank: Sequence[BankQuestion], links: Sequence[tuple[int, int]], language: str
    ) -> list[list[str]]:
        terms = {
            number: terms_and_pairs(question.question, language)
            for number, question in enumerate(bank)
            if question.language == language
        }
        documents: list[list[str]] = [[] for _ in range(self._passages)]
        for number, row in links:
            documents[row] += terms.get(number, ())
        return documents

    def scores(self, vector: FloatVector, terms: Sequence[str], language: str) -> BankScores:
        """Return the scores of one question by its vector (d,) and its terms and pairs."""
        centred = unit_rows((vector - self.means.get(language, _NO_MEAN))[np.newaxis])
        cosines = self._vectors @ unit_rows(centred @ self._metric)[0]
        weights = np.exp(SHARPNESS * cosines)
        total = np.zeros(self._passages, dtype=np.float32)
        nearest = np.full(self._passages, -1.0, dtype=np.float32)
        if len(self._rows):
            total[self._rows] = np.add.reduceat(weights[self._linked], self._starts)
            nearest[self._rows] = np.maximum.reduceat(cosines[self._linked], self._starts)
        dense = np.log(np.maximum(total, np.exp(np.float32(_MIN_LOG_SCORE))))
        outside = {
            act: (float(np.log(weights[numbers].sum())), float(cosines[numbers].max()))
            for act, numbers in self._outside.items()
        }
        return BankScores(dense, nearest, self._lexical[language].scores(terms), outside)

    def views(self, vectors: FloatMatrix, languages: Sequence[str]) -> FloatMatrix:
        """Return ``vectors`` (n, d) as unit rows (n, 2, d): under the metric, and centred."""
        means = [self.means.get(language, _NO_MEAN) for language in languages]
        centred = unit_rows(np.stack([v - mean for v, mean in zip(vectors, means, strict=True)]))
        return np.stack([unit_rows(centred @ self._metric), centred], axis=1)

    def term_coverage(self, terms: Sequence[str], language: str, row: int) -> float:
        """Return the share, weighted by idf, of ``terms`` in the questions of passage ``row``."""
        return self._lexical[language].term_coverage(terms, row)

    def known_share(self, terms: Sequence[str], language: str) -> float:
        """Return the share of ``terms`` that occur in the bank; 1 if there are no terms."""
        distinct = set(terms)
        index = self._lexical[language]
        return sum(map(index.contains, distinct)) / len(distinct) if distinct else 1.0
