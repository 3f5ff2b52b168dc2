"""Scoring: every passage by every channel for a reading of a question, and the weighted sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, FloatMatrix, FloatVector
from embeddings.index.vectors import SearchScope, VectorIndex
from qa.query.terms import document_pairs, document_terms, query_pairs, query_terms, terms_and_pairs
from qa.query.translation import Translator
from qa.retrieval.bank_channel import BankScores, QuestionBankChannel
from qa.retrieval.centering import mean_vector, typical_questions
from qa.retrieval.dense import DenseChannel
from qa.retrieval.fusion import Weights, weighted_sum, z_scores
from qa.retrieval.lexical import LexicalIndex

CHANNELS = ("dense", "lexical", "asked_dense", "asked_lexical")
"""The channels in the order of :class:`qa.retrieval.fusion.Weights`; without a bank the first
two.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A passage as the lexical channel reads it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """The scores of every passage before they are added: ``channels`` z-scored (channels,
    passages) in the order of :data:`CHANNELS`, ``cosine`` (passages,) of the dense channel.

    ``asked`` are the bank's own scores, None without a bank.
    """

    channels: FloatMatrix
    cosine: FloatVector
    asked: BankScores | None


class Scorer:
    """The channels over one set of passages, ready to score."""

    def __init__(
        self,
        encoder: Encoder,
        index: VectorIndex,
        documents: Sequence[Document],
        weights: Weights,
        translator: Translator | None = None,
        asked: QuestionBankChannel | None = None,
    ) -> None:
        """Row i of ``index`` is ``documents[i]``; ValueError where it holds others.

        Without ``translator`` the lexical channel speaks only where question and passage share a
        language; without ``asked`` there is no bank.
        """
        if index.size != len(documents):
            raise ValueError("the index does not hold these passages")
        self._encoder = encoder
        self._weights = weights
        self._translator = translator or Translator(())
        self._asked = asked
        self._means = asked.means if asked else _question_means(encoder)
        self._dense = DenseChannel(index, self._means)
        self._languages = [document.language for document in documents]
        self._place = np.zeros(len(documents), dtype=np.int64)
        self._rows: dict[str, NDArray[np.int64]] = {}
        self._lexical: dict[str, LexicalIndex] = {}
        for language in dict.fromkeys(self._languages):
            texts = [document.text for document in documents if document.language == language]
            rows = np.flatnonzero([one == language for one in self._languages])
            self._rows[language] = rows
            self._place[rows] = np.arange(len(rows))
            self._lexical[language] = LexicalIndex(
                [document_terms(text, language) + document_pairs(text) for text in texts]
            )

    @property
    def weights(self) -> Weights:
        """Return the weights of the channels."""
        return self._weights

    def retrieve(
        self, questions: Sequence[tuple[str, str]], within: SearchScope | None = None
    ) -> tuple[ChannelScores, ...]:
        """Return the channels' scores for (text, language) pairs, encoded in one batch; as the
        dense channel of a large index gives them, the passages of ``within`` always among those
        that it compares.
        """
        vectors = self._encoder.encode_queries([text for text, _ in questions])
        cosines = self._dense.scores(vectors, [language for _, language in questions], within)
        return tuple(
            self._scored(text, language, cosine, vector)
            for (text, language), cosine, vector in zip(questions, cosines, vectors, strict=True)
        )

    def fuse(self, scores: ChannelScores) -> FloatVector:
        """Return the weighted sum (passages,) of the channels."""
        return weighted_sum(self._weights, scores.channels)

    def weight(self, term: str, language: str) -> float:
        """How telling a term is among the passages in ``language``; 0 where there are none."""
        return self._lexical[language].weight(term) if language in self._lexical else 0.0

    def language(self, row: int) -> str:
        """The language of passage ``row``."""
        return self._languages[row]

    def terms(self, text: str, language: str, row: int) -> list[str]:
        """What the lexical channel looks up in passage ``row`` for a question."""
        return query_terms(text, language, self._languages[row], self._translator)

    def covered(self, text: str, language: str, row: int) -> float:
        """The share, by weight, of the terms of ``text`` that passage ``row`` holds: 0 to 1."""
        index = self._lexical[self._languages[row]]
        return index.covered(self.terms(text, language, row), int(self._place[row]))

    def _scored(
        self, text: str, language: str, cosine: FloatVector, vector: FloatVector
    ) -> ChannelScores:
        dense = z_scores(cosine)
        lexical = np.zeros_like(dense)
        for target, rows in self._rows.items():
            terms = query_terms(text, language, target, self._translator)
            terms += query_pairs(text, language, target, self._translator)
            lexical[rows] = z_scores(self._lexical[target].scores(terms))
        if self._asked is None:
            channels = np.stack([dense, lexical])
            return ChannelScores(channels, cosine, None)
        own = terms_and_pairs(text, language)
        asked = self._asked.scores(vector, own, language)
        # A passage that the bank does not reach is taken to be asked for as its text suggests.
        reached = self._asked.reached
        asked_dense, asked_lexical = dense.copy(), lexical.copy()
        asked_dense[reached] = z_scores(asked.dense[reached])
        asked_lexical[reached] = z_scores(asked.lexical[reached])
        channels = np.stack([dense, lexical, asked_dense, asked_lexical])
        return ChannelScores(channels, cosine, asked)


def _question_means(encoder: Encoder) -> dict[str, FloatVector]:
    """The mean question vector (d,) of each language."""
    questions = typical_questions()
    vectors = encoder.encode_queries([text for _, text in questions])
    languages = np.array([language for language, _ in questions])
    return {
        one: mean_vector(vectors[languages == one]) for one in dict.fromkeys(languages.tolist())
    }
