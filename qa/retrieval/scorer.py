"""Scores of passages by channel, and their fusion.

Passages of an act with a question bank have z-scores over the act, so that its ranking does not
depend on other acts. Other passages have scores on a fixed scale: the cosine less that of the mean
passage of the language, and BM25 as :class:`qa.retrieval.lexical.LexicalIndex` normalises it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, FloatMatrix, FloatVector
from embeddings.index.tables import Tables
from embeddings.index.vectors import SearchScope, VectorIndex
from qa.query.lexicon import TranslationLexicon
from qa.query.translation import Translator
from qa.retrieval.bank_channel import BankScores, QuestionBankChannel
from qa.retrieval.bank_metric import BankMetric
from qa.retrieval.centering import means_by_language, typical_questions
from qa.retrieval.dense import DenseChannel, mean_passage
from qa.retrieval.fusion import FusionWeights, weighted_sum, z_scores
from qa.retrieval.lexical_channel import Document, LexicalChannel
from qa.retrieval.works import compact

CHANNELS = ("dense", "lexical", "asked_dense", "asked_lexical")
"""The channels in the order of :class:`qa.retrieval.fusion.Weights`; the first two need no bank."""

TEXT_CHANNELS = CHANNELS[:2]

# Cosines spread by about a thirtieth, so that scores are of the size of z-scores.
_COSINE_SCALE = np.float32(30)

# Passages of a language whose weight the mean of all has in that of the acts without a bank.
_MEAN_SHRINKAGE = 50


@dataclass(frozen=True, slots=True)
class BankedAct:
    """The passages ``rows`` of an act that is ranked by its bank."""

    rows: NDArray[np.int64]
    channel: QuestionBankChannel


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """Scores of every passage for a question in ``language``, before fusion.

    ``channels`` are (channels, passages) in the order of :data:`CHANNELS`, without an act with a
    bank those of :data:`TEXT_CHANNELS`; ``cosine`` (passages,) is the raw score of the dense
    channel; ``banks`` are the scores of each act with a bank.
    """

    language: str
    channels: FloatMatrix
    cosine: FloatVector
    banks: Mapping[str, BankScores]


class Scorer:
    """Channels over one set of passages."""

    def __init__(
        self,
        encoder: Encoder,
        index: VectorIndex,
        documents: Sequence[Document],
        weights: FusionWeights,
        translator: Translator | None = None,
        lexicon: TranslationLexicon | None = None,
        banked: Mapping[str, BankedAct] | None = None,
        metric: BankMetric | None = None,
        tables: Tables | None = None,
    ) -> None:
        """Build the channels; row i of ``index`` is ``documents[i]``.

        Without ``translator`` and ``lexicon`` the lexical channel matches only within a language;
        ``metric`` is needed for ``banked`` acts. Raises ValueError if ``index`` has another number
        of rows.
        """
        if index.size != len(documents):
            raise ValueError("the index does not hold these passages")
        self._encoder = encoder
        self.weights = weights
        self._banked = banked or {}
        self._metric = metric
        self.languages = np.array([document.language for document in documents])
        self._is_text = np.ones(len(documents), dtype=np.bool_)
        for act in self._banked.values():
            self._is_text[act.rows] = False
        self._bank_rows = {name: compact(act.rows) for name, act in self._banked.items()}
        self._bank_dense = None if metric is None else DenseChannel(index, metric.means)
        self._text_dense: DenseChannel | None = None
        rows = {
            str(language): np.flatnonzero(self._is_text & (self.languages == language))
            for language in dict.fromkeys(self.languages[self._is_text].tolist())
        }
        self._rows = {language: compact(found) for language, found in rows.items()}
        if self._rows:
            self._text_dense = DenseChannel(index, _question_means(encoder, tables or Tables()))
        self._means = {
            code: _mean_passage(index, found, np.flatnonzero(self.languages == code))
            for code, found in rows.items()
        }
        parts = [(str(self.languages[act.rows[0]]), act.rows) for act in self._banked.values()]
        self.lexical = LexicalChannel(
            documents,
            [*parts, *rows.items()],
            translator or Translator(()),
            lexicon or TranslationLexicon(),
            banked=len(parts),
            tables=tables,
        )

    def retrieve(
        self, questions: Sequence[tuple[str, str]], within: SearchScope | None = None
    ) -> tuple[ChannelScores, ...]:
        """Return the channels' scores for (text, language) pairs, encoded in one batch.

        A large index always compares the passages of ``within`` and of the acts with a bank.
        """
        vectors = self._encoder.encode_queries([text for text, _ in questions])
        languages = [language for _, language in questions]
        cosines = np.zeros((len(questions), len(self.languages)), dtype=np.float32)
        if self._text_dense is not None:
            cosines = self._text_dense.scores(vectors, languages, within)
        if self._bank_dense is not None:
            for name, act in self._banked.items():
                scope = SearchScope([name], act.rows)
                found = self._bank_dense.subset_scores(vectors, languages, scope)
                cosines[:, self._bank_rows[name]] = found
        offsets = self._offsets(vectors, languages)
        return tuple(
            self._score(text, language, cosine, offset, vector)
            for (text, language), cosine, offset, vector in zip(
                questions, cosines, offsets, vectors, strict=True
            )
        )

    def fuse(self, scores: ChannelScores) -> FloatVector:
        """Return the weighted sum (passages,) of the channels, comparable within a group."""
        total = np.empty(len(self.languages), dtype=np.float32)
        for rows in self._rows.values():
            total[rows] = weighted_sum(
                self.weights.text, scores.channels[: len(TEXT_CHANNELS), rows]
            )
        for act in self._banked.values():
            total[act.rows] = weighted_sum(self.weights.bank, scores.channels[:, act.rows])
        return total

    def _offsets(self, vectors: FloatMatrix, languages: Sequence[str]) -> list[dict[str, float]]:
        """Return, for each question, its cosine with the mean passage of each language."""
        if self._text_dense is None:
            return [{} for _ in languages]
        queries = self._text_dense.queries(vectors, languages)
        return [
            {code: float(query @ mean) for code, mean in self._means.items()} for query in queries
        ]

    def _score(
        self,
        text: str,
        language: str,
        cosine: FloatVector,
        offset: Mapping[str, float],
        vector: FloatVector,
    ) -> ChannelScores:
        used = CHANNELS if self._banked else TEXT_CHANNELS
        channels = np.zeros((len(used), len(cosine)), dtype=np.float32)
        channels[1] = self.lexical.scores(text, language)
        for code, own_rows in self._rows.items():
            channels[0, own_rows] = _COSINE_SCALE * (cosine[own_rows] - np.float32(offset[code]))
        banks: dict[str, BankScores] = {}
        if self._metric is not None:
            (point,) = self._metric.transform(vector[np.newaxis], [language])
            words = self.lexical.words(text, language)
            terms = [*words.own, *words.own_pairs]
            for name, act in self._banked.items():
                banks[name] = act.channel.scores(point, terms, language)
                rows = self._bank_rows[name]
                channels[:, rows] = _bank_channels(
                    cosine[rows], channels[1, rows], banks[name], act.channel.is_linked
                )
        return ChannelScores(language, channels, cosine, banks)


def _bank_channels(
    cosine: FloatVector, lexical: FloatVector, bank: BankScores, is_linked: NDArray[np.bool_]
) -> FloatMatrix:
    """Return the z-scores (channels, passages) of an act with a bank.

    Passages without bank questions fall back to the scores of their own text.
    """
    dense, words = z_scores(cosine), z_scores(lexical)
    asked_dense, asked_words = dense.copy(), words.copy()
    asked_dense[is_linked] = z_scores(bank.dense[is_linked])
    asked_words[is_linked] = z_scores(bank.lexical[is_linked])
    return np.stack([dense, words, asked_dense, asked_words])


def _mean_passage(
    index: VectorIndex, rows: NDArray[np.int64], all_rows: NDArray[np.int64]
) -> FloatVector:
    """Return the mean (d,) of ``rows``, for few of them near that of ``all_rows``.

    A single passage would be its own mean, and never near a question.
    """
    count = len(rows)
    own, overall = mean_passage(index, rows), mean_passage(index, all_rows)
    share = np.float32(count / (count + _MEAN_SHRINKAGE))
    return share * own + (1 - share) * overall


def _question_means(encoder: Encoder, tables: Tables) -> dict[str, FloatVector]:
    """Return the mean vector (d,) of the typical questions of each language."""
    questions = typical_questions()
    languages = [language for language, _ in questions]

    def build() -> list[FloatVector]:
        vectors = encoder.encode_queries([text for _, text in questions])
        return list(means_by_language(vectors, languages).values())

    means = tables.get("means of typical questions", build)
    return dict(zip(dict.fromkeys(languages), means, strict=True))
