"""Scoring: every passage by every channel for one reading of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.vectors import VectorIndex
from qa.centring import mean_of
from qa.dense import DenseChannel
from qa.fusion import Scores, Weights, fused, zscored
from qa.indexing import Entry
from qa.lexical import LexicalIndex, terms_of
from qa.typical import typical_questions


@dataclass(frozen=True, slots=True)
class Document:
    """A passage as the lexical channel reads it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of every passage (passages,): z-scored channels, their sum, and the cosines."""

    fused: Scores
    dense: Scores
    lexical: Scores
    cosine: Scores


class Scorer:
    """The channels over one set of passages, ready to score."""

    def __init__(
        self,
        encoder: Encoder,
        index: VectorIndex,
        entries: Sequence[Entry],
        documents: Sequence[Document],
        weights: Weights,
    ) -> None:
        """``index`` holds ``entries``, and these reach ``documents`` by their number."""
        self._encoder = encoder
        self._weights = weights
        self._dense = DenseChannel(index, entries, len(documents), _question_means(encoder))
        self._languages = [document.language for document in documents]
        self._place = np.zeros(len(documents), dtype=np.int64)
        self._rows: dict[str, NDArray[np.int64]] = {}
        self._lexical: dict[str, LexicalIndex] = {}
        for language in dict.fromkeys(self._languages):
            texts = [document.text for document in documents if document.language == language]
            rows = np.flatnonzero([one == language for one in self._languages])
            self._rows[language] = rows
            self._place[rows] = np.arange(len(rows))
            self._lexical[language] = LexicalIndex([terms_of(text) for text in texts])

    def score(self, questions: Sequence[tuple[str, str]]) -> list[Scored]:
        """The scores for (text, language) pairs, encoded in one batch."""
        vectors = self._encoder.encode_queries([text for text, _ in questions])
        cosines = self._dense.scores(vectors, [language for _, language in questions])
        return [
            self._scored(text, language, cosine)
            for (text, language), cosine in zip(questions, cosines, strict=True)
        ]

    def weight(self, term: str, language: str) -> float:
        """How telling a term is among the passages in ``language``; 0 where there are none."""
        return self._lexical[language].weight(term) if language in self._lexical else 0.0

    def covered(self, text: str, language: str, row: int) -> float:
        """The share, by weight, of the terms of ``text`` that passage ``row`` holds: 0 to 1.

        0 for a passage in another language.
        """
        if self._languages[row] != language:
            return 0.0
        return self._lexical[language].covered(terms_of(text), int(self._place[row]))

    def _scored(self, text: str, language: str, cosine: Scores) -> Scored:
        dense = zscored(cosine)
        lexical = np.zeros_like(dense)
        if language in self._lexical:
            found = self._lexical[language].scores(terms_of(text))
            lexical[self._rows[language]] = zscored(found)
        return Scored(fused(dense, lexical, self._weights), dense, lexical, cosine)


def _question_means(encoder: Encoder) -> dict[str, Scores]:
    """The mean question vector (d,) of each language."""
    questions = typical_questions()
    vectors = encoder.encode_queries([text for _, text in questions])
    languages = np.array([language for language, _ in questions])
    return {one: mean_of(vectors[languages == one]) for one in dict.fromkeys(languages.tolist())}
