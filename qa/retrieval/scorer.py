"""Scores of passages by channel, and their fusion."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, FloatMatrix, FloatVector
from embeddings.index.vectors import SearchScope, VectorIndex
from qa.query.terms import document_pairs, document_terms, query_pairs, query_terms, terms_and_pairs
from qa.query.translation import Translator
from qa.retrieval.bank_channel import BankScores, QuestionBankChannel
from qa.retrieval.centering import means_by_language, typical_questions
from qa.retrieval.dense import DenseChannel
from qa.retrieval.fusion import Weights, weighted_sum, z_scores
from qa.retrieval.lexical import LexicalIndex

CHANNELS = ("dense", "lexical", "asked_dense", "asked_lexical")
"""The channels in the order of :class:`qa.retrieval.fusion.Weights`; the first two need no bank."""


@dataclass(frozen=True, slots=True)
class Document:
    """The language and the indexed text of a passage."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """Scores of every passage before fusion.

    ``channels`` are z-scores (channels, passages) in the order of :data:`CHANNELS`; ``cosine``
    (passages,) is that of the dense channel; ``bank`` is None without a bank.
    """

    channels: FloatMatrix
    cosine: FloatVector
    bank: BankScores | None


class Scorer:
    """Channels over one set of passages."""

    def __init__(
        self,
        encoder: Encoder,
        index: VectorIndex,
        documents: Sequence[Document],
        weights: Weights,
        translator: Translator | None = None,
        bank: QuestionBankChannel | None = None,
    ) -> None:
        """Build the channels; row i of ``index`` is ``documents[i]``.

        Without ``translator`` the lexical channel matches only within a language. Raises ValueError
        if ``index`` has another number of rows.
        """
        if index.size != len(documents):
            raise ValueError("the index does not hold these passages")
        self._encoder = encoder
        self.weights = weights
        self._translator = translator or Translator(())
        self._bank = bank
        self._dense = DenseChannel(index, bank.means if bank else _question_means(encoder))
        self.languages = [document.language for document in documents]
        self._positions = np.zeros(len(documents), dtype=np.int64)
        self._rows: dict[str, NDArray[np.int64]] = {}
        self._lexical: dict[str, LexicalIndex] = {}
        for language in dict.fromkeys(self.languages):
            texts = [document.text for document in documents if document.language == language]
            rows = np.flatnonzero([code == language for code in self.languages])
            self._rows[language] = rows
            self._positions[rows] = np.arange(len(rows))
            self._lexical[language] = LexicalIndex(
                [document_terms(text, language) + document_pairs(text) for text in texts]
            )

    def retrieve(
        self, questions: Sequence[tuple[str, str]], within: SearchScope | None = None
    ) -> tuple[ChannelScores, ...]:
        """Return the channels' scores for (text, language) pairs, encoded in one batch.

        A large index always compares the passages of ``within``.
        """
        vectors = self._encoder.encode_queries([text for text, _ in questions])
        cosines = self._dense.scores(vectors, [language for _, language in questions], within)
        return tuple(
            self._score(text, language, cosine, vector)
            for (text, language), cosine, vector in zip(questions, cosines, vectors, strict=True)
        )

    def fuse(self, scores: ChannelScores) -> FloatVector:
        """Return the weighted sum (passages,) of the channels."""
        return weighted_sum(self.weights, scores.channels)

    def idf(self, term: str, language: str) -> float:
        """Return the idf of ``term`` among the passages in ``language``; 0 if there are none."""
        return self._lexical[language].idf(term) if language in self._lexical else 0.0

    def term_coverage(self, text: str, language: str, row: int) -> float:
        """Return the share, weighted by idf, of the terms of ``text`` in passage ``row``."""
        target = self.languages[row]
        terms = query_terms(text, language, target, self._translator)
        return self._lexical[target].term_coverage(terms, int(self._positions[row]))

    def _score(
        self, text: str, language: str, cosine: FloatVector, vector: FloatVector
    ) -> ChannelScores:
        dense = z_scores(cosine)
        lexical = np.zeros_like(dense)
        for target, rows in self._rows.items():
            terms = query_terms(text, language, target, self._translator)
            terms += query_pairs(text, language, target, self._translator)
            lexical[rows] = z_scores(self._lexical[target].scores(terms))
        if self._bank is None:
            return ChannelScores(np.stack([dense, lexical]), cosine, None)
        scores = self._bank.scores(vector, terms_and_pairs(text, language), language)
        # Passages without bank questions fall back to the scores of their own text.
        is_linked = self._bank.is_linked
        bank_dense, bank_lexical = dense.copy(), lexical.copy()
        bank_dense[is_linked] = z_scores(scores.dense[is_linked])
        bank_lexical[is_linked] = z_scores(scores.lexical[is_linked])
        channels = np.stack([dense, lexical, bank_dense, bank_lexical])
        return ChannelScores(channels, cosine, scores)


def _question_means(encoder: Encoder) -> dict[str, FloatVector]:
    """Return the mean vector (d,) of the typical questions of each language."""
    questions = typical_questions()
    vectors = encoder.encode_queries([text for _, text in questions])
    return means_by_language(vectors, [language for language, _ in questions])
