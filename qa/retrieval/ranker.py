"""Ranking of provisions by the fused scores of all channels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.eid import is_under
from data.model import Act
from data.passages import Passage
from embeddings.encoder import Encoder, FloatMatrix, FloatVector
from embeddings.index.vectors import SearchScope, VectorIndex
from qa.abstention import AbstentionFeatures, BankFeatures
from qa.query.rewriting import QueryVariant
from qa.query.terms import question_terms
from qa.query.translation import Translator
from qa.references.lookup import ReferencedProvisions
from qa.retrieval.bank_channel import QuestionBankChannel
from qa.retrieval.bank_index import BankIndex
from qa.retrieval.fusion import Weights
from qa.retrieval.indexing import corpus_passages, corpus_texts
from qa.retrieval.question_similarity import WITH_METRIC, WITHOUT_METRIC, QuestionVectors
from qa.retrieval.scorer import ChannelScores, Document, Scorer

# Rows that are sorted first, usually enough for the requested provisions.
PRESORTED_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision with its best passage and its score.

    ``channels`` are the z-scores of the passage in the order of
    :data:`qa.retrieval.scorer.CHANNELS`; a referenced provision has none.
    """

    act: str
    eid: str
    passage: Passage
    score: float
    channels: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, one a provision, best first, and the variant that found the first of them.

    ``named`` are the provisions of a reference, found without a search and without ``evidence``.
    """

    reading: QueryVariant
    candidates: tuple[Candidate, ...]
    evidence: AbstentionFeatures | None = None
    named: ReferencedProvisions | None = None


class Ranker:
    """Channels and fusion over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        weights: Weights,
        translator: Translator,
        bank: BankIndex | None = None,
    ) -> None:
        """Build the channels.

        ``index`` was built by :func:`qa.retrieval.indexing.build_index` from the texts of
        ``corpus``; without ``bank`` there are two channels.
        """
        self._passages = corpus_passages(corpus)
        documents = [
            Document(corpus.act(passage.act).language, text)
            for passage, text in zip(self._passages, corpus_texts(corpus), strict=True)
        ]
        self._encoder = encoder
        self._bank = None
        if bank is not None:
            self._bank = QuestionBankChannel(
                bank.bank.entries,
                bank.vectors,
                bank.metric,
                _rows_of(self._passages),
                len(self._passages),
                len(bank.bank.shipped),
            )
        self._scorer = Scorer(encoder, index, documents, weights, translator, self._bank)
        self._act_of = np.array([passage.act for passage in self._passages])

    @property
    def weights(self) -> Weights:
        return self._scorer.weights

    def retrieve(
        self, variants: Sequence[QueryVariant], acts: Sequence[str] = ()
    ) -> tuple[ChannelScores, ...]:
        """Return the channels' scores of all passages for each variant, encoded in one batch.

        A large index always compares the passages of ``acts``.
        """
        texts = [(variant.text, variant.language) for variant in variants]
        return self._scorer.retrieve(texts, self._scope(acts))

    def fuse(
        self,
        variants: Sequence[QueryVariant],
        scores: Sequence[ChannelScores],
        acts: Sequence[str] = (),
        limit: int = 50,
    ) -> Ranking:
        """Fuse the channels' ``scores`` and rank the best ``limit`` provisions of ``acts`` or all.

        Each passage has its best score over the variants.
        """
        sums = np.stack([self._scorer.fuse(channel_scores) for channel_scores in scores])
        total = sums.max(axis=0)
        source = sums.argmax(axis=0)
        rows = self._best_rows(total, acts, limit)
        candidates = tuple(self._candidate(row, total[row], scores[source[row]]) for row in rows)
        if not rows:
            return Ranking(variants[0], ())
        best = int(source[rows[0]])
        evidence = self._features(variants[best], scores[best], sums[best], rows)
        return Ranking(variants[best], candidates, evidence)

    def leaders(
        self, scores: FloatVector, acts: Sequence[str] = (), limit: int = 5
    ) -> tuple[tuple[str, str, float], ...]:
        """Return the act, eId and score of the best ``limit`` provisions of ``acts`` or all.

        There are none if all ``scores`` (passages,) are equal.
        """
        if scores.min() == scores.max():
            return ()
        rows = self._best_rows(scores, acts, limit)
        return tuple(
            (self._passages[row].act, self._passages[row].eid, float(scores[row])) for row in rows
        )

    def channels(self, variant: QueryVariant) -> tuple[FloatMatrix, list[tuple[str, str]]]:
        """Return the z-scored channels (channels, passages) and each passage's (act, eId).

        The weights are fitted to them.
        """
        (scores,) = self.retrieve([variant])
        return scores.channels, [(passage.act, passage.eid) for passage in self._passages]

    def question_vectors(self, variants: Sequence[QueryVariant]) -> QuestionVectors:
        """Return the vectors of questions for :mod:`qa.retrieval.question_similarity`."""
        bank, name = self._bank, self._encoder.question_name
        texts = [variant.text for variant in variants]
        vectors = self._encoder.encode_queries(texts) if texts else None
        if bank is None:
            shape = (len(texts), 1, self._encoder.dimension)
            rows = np.empty(shape, "f4") if vectors is None else vectors.reshape(shape)
            return QuestionVectors(name, rows, WITHOUT_METRIC)
        if vectors is None:
            rows = np.empty((0, 2, self._encoder.dimension), dtype=np.float32)
        else:
            rows = bank.views(vectors, [variant.language for variant in variants])
        return QuestionVectors(f"{name} {bank.metric_name}", rows, WITH_METRIC)

    def provisions_under(self, act: Act | None, eid: str) -> tuple[Candidate, ...]:
        """Return a provision or chapter and all below it as candidates with their whole text.

        Lead-ins and repealed provisions have no passage and are left out.
        """
        if act is None:
            return ()
        eids = dict.fromkeys(
            passage.eid
            for passage in self._passages
            if passage.act == act.id
            and (is_under(passage.eid, eid) or act.by_eid[passage.eid].chapter == eid)
        )
        texts = ((found, act.by_eid[found].text) for found in eids)
        return tuple(
            Candidate(act.id, found, Passage(act.id, found, 0, len(text), text), 0.0)
            for found, text in texts
        )

    def idf(self, term: str, language: str) -> float:
        """Return the idf of ``term`` among the passages in ``language``; 0 if there are none."""
        return self._scorer.idf(term, language)

    def _scope(self, acts: Sequence[str]) -> SearchScope | None:
        return SearchScope(acts, np.flatnonzero(np.isin(self._act_of, acts))) if acts else None

    def _features(
        self, variant: QueryVariant, scores: ChannelScores, total: FloatVector, rows: Sequence[int]
    ) -> AbstentionFeatures:
        """Return the features of the passage ``rows[0]``; ``total`` is the fused score."""
        row = rows[0]
        passage = self._passages[row]
        shares = np.exp(total[rows] - total[row])
        terms = question_terms(variant.text, variant.language)
        bank = None
        if self._bank is not None and scores.bank is not None and self._bank.is_linked[row]:
            outside, outside_nearest = scores.bank.outside.get(passage.act, (0.0, 0.0))
            bank = BankFeatures(
                asked=float(scores.bank.dense[row]),
                nearest=float(scores.bank.nearest[row]),
                words=float(scores.bank.lexical[row]),
                words_covered=self._bank.term_coverage(terms, variant.language, row),
                words_known=self._bank.known_share(terms, variant.language),
                outside=outside,
                outside_nearest=outside_nearest,
            )
        return AbstentionFeatures(
            language=variant.language,
            same_language=self._scorer.languages[row] == variant.language,
            dense=float(scores.channels[0, row]),
            cosine=float(scores.cosine[row]),
            lexical=float(scores.channels[1, row]),
            covered=self._scorer.term_coverage(variant.text, variant.language, row),
            gap=float(total[row] - total[rows[min(4, len(rows) - 1)]]),
            certainty=float(-np.log(shares.sum())),
            bank=bank,
        )

    def _best_rows(self, total: FloatVector, acts: Sequence[str], limit: int) -> list[int]:
        """Return the row of the best passage of each provision, best first."""
        rows = np.arange(len(total))
        if acts:
            rows = rows[np.isin(self._act_of, acts)]
        best: dict[tuple[str, str], int] = {}
        for row in sort_descending(total, rows):
            if len(best) == limit:
                break
            passage = self._passages[row]
            best.setdefault((passage.act, passage.eid), row)
        return list(best.values())

    def _candidate(self, row: int, score: float, scores: ChannelScores) -> Candidate:
        passage = self._passages[row]
        return Candidate(
            passage.act,
            passage.eid,
            passage,
            float(score),
            tuple(float(channel) for channel in scores.channels[:, row]),
        )


def sort_descending(
    scores: FloatVector, rows: NDArray[np.int64], head: int = PRESORTED_ROWS
) -> Iterator[int]:
    """Yield ``rows`` by descending score, equal ones in order.

    Those below the best ``head`` are sorted only if the caller takes more.
    """
    if len(rows) > head:
        values = scores[rows]
        is_top = values >= np.partition(values, -head)[-head]
        yield from _sort(scores, rows[is_top])
        rows = rows[~is_top]
    yield from _sort(scores, rows)


def _sort(scores: FloatVector, rows: NDArray[np.int64]) -> Iterator[int]:
    return map(int, rows[np.argsort(-scores[rows], kind="stable")])


def _rows_of(passages: Sequence[Passage]) -> dict[tuple[str, str], list[int]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault((passage.act, passage.eid), []).append(row)
    return rows
