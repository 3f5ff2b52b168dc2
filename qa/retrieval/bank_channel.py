"""The bank's channels: how near a question stands to the curated questions of each passage.

Dense: the vectors are moved by a learned metric (:mod:`qa.retrieval.metric_learning`), and a
passage's score is the logarithm of the sum of exp(12 cos) over its questions, so that several fair
matches weigh as much as one good one.
Lexical: BM25 over the questions of a passage taken together, language by language.
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

_FLOOR = -20.0
_NONE = np.float32(0)


@dataclass(frozen=True, slots=True)
class BankScores:
    """Scores (passages,) of one question; ``nearest`` is the best cosine of a passage's questions.

    ``outside`` is the score of the act's out-of-scope questions, a number as in ``dense``, by act.
    """

    dense: FloatVector
    nearest: FloatVector
    lexical: FloatVector
    outside: Mapping[str, tuple[float, float]]


class QuestionBankChannel:
    """Holds the bank of all acts, ready to score."""

    def __init__(
        self,
        bank: Sequence[BankQuestion],
        vectors: FloatMatrix,
        metric: FloatMatrix,
        rows_of: Mapping[tuple[str, str], Sequence[int]],
        passages: int,
        settled: int | None = None,
    ) -> None:
        """``vectors`` (n, d) are the question vectors of ``bank``, ``metric`` (d, d) is what was
        learned from the first ``settled`` of them, by default from all; ``rows_of`` maps an act's
        id and an eId to the rows of its passages.
        """
        self._passages = passages
        languages = [question.language for question in bank]
        # As the metric: an entry that is added moves no other.
        self.means = means_by_language(vectors[:settled], languages[:settled])
        self._metric = metric
        self.metric_name = sha256(metric.tobytes()).hexdigest()[:16]
        self._vectors = unit_rows(subtract_means(vectors, languages, self.means) @ metric)
        links = [
            (number, row)
            for number, question in enumerate(bank)
            for eid in question.eids
            for row in rows_of.get((question.act, eid), ())
        ]
        # Links stand passage by passage, so that a passage's questions are one run of them.
        pairs = np.array(sorted((row, number) for number, row in links), dtype=np.int64)
        self._asked = pairs.reshape(-1, 2)[:, 1]
        self._rows, self._starts = np.unique(pairs.reshape(-1, 2)[:, 0], return_index=True)
        self.reached = np.zeros(passages, dtype=np.bool_)
        self.reached[self._rows] = True
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
        """The scores of one question by its vector (d,) and its terms and pairs in ``language``."""
        centred = unit_rows((vector - self.means.get(language, _NONE))[np.newaxis])
        cosines = self._vectors @ unit_rows(centred @ self._metric)[0]
        weights = np.exp(SHARPNESS * cosines)
        total = np.zeros(self._passages, dtype=np.float32)
        nearest = np.full(self._passages, -1.0, dtype=np.float32)
        if len(self._rows):
            total[self._rows] = np.add.reduceat(weights[self._asked], self._starts)
            nearest[self._rows] = np.maximum.reduceat(cosines[self._asked], self._starts)
        dense = np.log(np.maximum(total, np.exp(np.float32(_FLOOR))))
        outside = {
            act: (float(np.log(weights[numbers].sum())), float(cosines[numbers].max()))
            for act, numbers in self._outside.items()
        }
        return BankScores(dense, nearest, self._lexical[language].scores(terms), outside)

    def views(self, vectors: FloatMatrix, languages: Sequence[str]) -> FloatMatrix:
        """Question ``vectors`` (n, d) as unit rows (n, 2, d): moved by the metric, and centred."""
        means = [self.means.get(language, _NONE) for language in languages]
        centred = np.stack([vector - mean for vector, mean in zip(vectors, means, strict=True)])
        centred = unit_rows(centred)
        return np.stack([unit_rows(centred @ self._metric), centred], axis=1)

    def covered(self, terms: Sequence[str], language: str, row: int) -> float:
        """The share, by weight, of ``terms`` that the questions of passage ``row`` hold."""
        return self._lexical[language].covered(terms, row)

    def known(self, terms: Sequence[str], language: str) -> float:
        """The share of ``terms`` that any question of the bank holds; 1 where there is no term."""
        distinct = set(terms)
        index = self._lexical[language]
        return sum(map(index.knows, distinct)) / len(distinct) if distinct else 1.0
