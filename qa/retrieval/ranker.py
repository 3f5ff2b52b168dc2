"""Ranking of provisions by the fused scores of all channels.

Each work is ranked apart. Works without a bank have comparable scores where they are in the
question's language, or where none is; other candidates are merged by the calibrated confidence of
the first of each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.eid import is_under
from data.model import Act
from data.passages import Passage
from embeddings.encoder import Encoder, FloatMatrix, FloatVector
from embeddings.index.tables import Tables
from embeddings.index.vectors import SearchScope, VectorIndex
from qa.abstention import Abstention, AbstentionFeatures, standard_abstention
from qa.query.lexicon import TranslationLexicon
from qa.query.question_words import QuestionWords
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.references.lookup import ReferencedProvisions
from qa.retrieval.bank_channel import QuestionBankChannel
from qa.retrieval.bank_index import BankIndex
from qa.retrieval.bank_metric import BankMetric
from qa.retrieval.evidence import Evidence
from qa.retrieval.fusion import FusionWeights
from qa.retrieval.indexing import corpus_passages, corpus_texts
from qa.retrieval.lexical_channel import Document
from qa.retrieval.question_similarity import WITH_METRIC, WITHOUT_METRIC, QuestionVectors
from qa.retrieval.scorer import BankedAct, ChannelScores, Scorer
from qa.retrieval.sorting import best_of_each, sort_descending
from qa.retrieval.works import Group, Works, rows_by_act

# An act is ranked by its bank if the questions reach this share of its passages.
_MIN_LINKED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision with its best passage and its score.

    ``score`` is in log odds of the first candidate's confidence. ``channels`` are the scores of the
    passage in the order of :data:`qa.retrieval.scorer.CHANNELS`; a referenced provision has none.
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
    ``overview`` is the eId of an article whose heading was asked; its parts come first, in order.
    The first ``definitions`` candidates define the term that was asked, each in an act of its own;
    they are what was asked for certain if the ranking ``is_certain``.
    """

    reading: QueryVariant
    candidates: tuple[Candidate, ...]
    evidence: AbstentionFeatures | None = None
    named: ReferencedProvisions | None = None
    overview: str | None = None
    definitions: int = 0
    is_certain: bool = False

    @property
    def is_direct(self) -> bool:
        """Return whether the first provision was asked by its heading or its term."""
        return self.overview is not None or self.definitions > 0


@dataclass(frozen=True, slots=True)
class _GroupRanking:
    """The ranking of a group: of each provision the fused score, the row and the variant's number.

    ``variant`` found the first of them, which are best first. ``log_odds`` are of its confidence,
    ``bank`` is the act with the bank, if any.
    """

    variant: QueryVariant
    evidence: AbstentionFeatures
    log_odds: float
    bank: str | None
    totals: NDArray[np.float64]
    rows: NDArray[np.int64]
    sources: NDArray[np.int64]

    @property
    def scale(self) -> str | bool:
        """Return what rankings with comparable scores share: the bank, or whether one's language.

        Scores of texts are comparable within a language.
        """
        return self.evidence.same_language if self.bank is None else self.bank

    @property
    def offset(self) -> float:
        """Return what turns a fused score into log odds."""
        return self.log_odds - self.totals.item(0)


class Ranker:
    """Channels and fusion over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        weights: FusionWeights,
        translator: Translator,
        bank: BankIndex | None = None,
        *,
        lexicon: TranslationLexicon | None = None,
        abstention: Abstention | None = None,
        tables: Tables | None = None,
    ) -> None:
        """Build the channels.

        ``index`` was built by :func:`qa.retrieval.indexing.build_index` from the texts of
        ``corpus``; without ``bank`` there are two channels. ``abstention`` gives the confidence by
        which acts are merged, by default that of abstention.toml.
        """
        self._passages = corpus_passages(corpus)
        documents = [
            Document(corpus.act(passage.act).language, text)
            for passage, text in zip(self._passages, corpus_texts(corpus), strict=True)
        ]
        self._encoder = encoder
        self._abstention = abstention or standard_abstention()
        self._metric = None if bank is None else bank.space()
        self._act_of = np.array([passage.act for passage in self._passages])
        rows_of = rows_by_act(self._passages)
        banked: dict[str, BankedAct] = {}
        if bank is not None and self._metric is not None:
            banked = dict(_banked(bank, self._metric, self._passages, rows_of, tables))
        self._works = Works(corpus, self._passages, rows_of, banked)
        self._scorer = Scorer(
            encoder, index, documents, weights, translator, lexicon, banked, self._metric, tables
        )
        self._evidence = Evidence(corpus, self._scorer, self._passages, rows_of, banked)

    @property
    def weights(self) -> FusionWeights:
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
        groups = self._works.candidates(sums.max(axis=0), acts)
        rankings = [self._rank(group, variants, scores, sums, acts, limit) for group in groups]
        found = [ranking for ranking in rankings if ranking is not None]
        if not found:
            return Ranking(variants[0], ())
        # The best ranking of each scale, whose confidence speaks for the others.
        best: dict[str | bool, _GroupRanking] = {}
        for ranking in sorted(found, key=lambda ranking: ranking.totals.item(0)):
            best[ranking.scale] = ranking
        first = max(best.values(), key=lambda ranking: ranking.log_odds)
        totals = np.concatenate([each.totals + best[each.scale].offset for each in found])
        rows = np.concatenate([each.rows for each in found])
        sources = np.concatenate([each.sources for each in found])
        order = np.argsort(-totals, kind="stable")[:limit]
        candidates = self._candidates(totals[order], rows[order], sources[order], scores)
        return Ranking(first.variant, candidates, first.evidence)

    def _rank(
        self,
        group: Group,
        variants: Sequence[QueryVariant],
        scores: Sequence[ChannelScores],
        sums: FloatMatrix,
        acts: Sequence[str],
        limit: int,
    ) -> _GroupRanking | None:
        """Return the ranking of the passages of ``group`` alone, None if it has none to show."""
        rows = self._works.selected(group, acts)
        if not len(rows):
            return None
        merged = np.stack(
            [
                self._works.merged(total[rows], rows, variant.language)
                for total, variant in zip(sums, variants, strict=True)
            ]
        )
        total, source = merged.max(axis=0), merged.argmax(axis=0)
        if len(group.acts) == 1:
            positions = best_of_each(total, self._works.provision_numbers[rows], limit)
            shown = rows[positions]
        else:
            positions, shown = self._best_of_work(total, source, rows, variants, sums, acts, limit)
        if not positions:
            return None
        number = int(source[positions[0]])
        variant = variants[number]
        # A bank has scores for the passages of its own act, whichever version is shown.
        best = rows[positions] if group.bank else shown
        # Of two versions the variant may rank the one that is not shown.
        own = merged[number][positions]
        own = np.where(np.isfinite(own), own, total[positions])
        evidence = self._evidence.features(group.bank, variant, scores[number], own, best)
        log_odds = self._abstention.log_odds(evidence)
        totals = total[positions].astype(np.float64)
        return _GroupRanking(
            variant, evidence, log_odds, group.bank, totals, shown, source[positions]
        )

    def _best_of_work(
        self,
        total: FloatVector,
        source: NDArray[np.intp],
        rows: NDArray[np.int64],
        variants: Sequence[QueryVariant],
        sums: FloatMatrix,
        acts: Sequence[str],
        limit: int,
    ) -> tuple[list[int], NDArray[np.int64]]:
        """Return the positions of the best provisions of a work, and the rows to show for them."""
        ranked: dict[tuple[str, str], tuple[int, int]] = {}
        for position in sort_descending(total, np.arange(len(rows))):
            if len(ranked) == limit or not isfinite(total.item(position)):
                break
            number = source.item(position)
            row = self._works.shown(
                rows.item(position), variants[number].language, acts, sums[number]
            )
            if row is not None:
                ranked.setdefault(self._works.provision(row), (position, row))
        shown = np.array([row for _, row in ranked.values()], dtype=np.int64)
        return [position for position, _ in ranked.values()], shown

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

    def channels(self, variant: QueryVariant) -> tuple[ChannelScores, list[tuple[str, str]]]:
        """Return the channels' scores of ``variant`` and each passage's (act, eId)."""
        (scores,) = self.retrieve([variant])
        return scores, [(passage.act, passage.eid) for passage in self._passages]

    def question_vectors(self, variants: Sequence[QueryVariant]) -> QuestionVectors:
        """Return the vectors of questions for :mod:`qa.retrieval.question_similarity`."""
        name, texts = self._encoder.question_name, [variant.text for variant in variants]
        dimension = self._encoder.dimension
        vectors = self._encoder.encode_queries(texts) if texts else np.empty((0, dimension), "f4")
        if self._metric is None:
            return QuestionVectors(name, vectors[:, np.newaxis], WITHOUT_METRIC)
        if not texts:
            rows = np.empty((0, 2, dimension), dtype=np.float32)
        else:
            rows = self._metric.views(vectors, [variant.language for variant in variants])
        return QuestionVectors(f"{name} {self._metric.name}", rows, WITH_METRIC)

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

    def words(self, text: str, language: str) -> QuestionWords:
        """Return the words of a question in ``language``, which are read once."""
        return self._scorer.lexical.words(text, language)

    def idf(self, term: str, language: str) -> float:
        """Return the idf of ``term`` among the passages in ``language``; 0 if there are none."""
        return self._scorer.lexical.idf(term, language)

    def _scope(self, acts: Sequence[str]) -> SearchScope | None:
        return SearchScope(acts, np.flatnonzero(np.isin(self._act_of, acts))) if acts else None

    def _candidates(
        self,
        totals: NDArray[np.float64],
        rows: NDArray[np.int64],
        sources: NDArray[np.int64],
        scores: Sequence[ChannelScores],
    ) -> tuple[Candidate, ...]:
        """Return the candidates of ``rows``, with the channels of the ``scores`` of their sources.

        The channels of one source are read at once.
        """
        channels: list[tuple[float, ...]] = [()] * len(rows)
        for number in dict.fromkeys(sources.tolist()):
            places = np.flatnonzero(sources == number)
            columns = scores[number].channels[:, rows[places]].T.tolist()
            for place, column in zip(places.tolist(), columns, strict=True):
                channels[place] = tuple(column)
        passages = map(self._passages.__getitem__, rows.tolist())
        return tuple(
            Candidate(passage.act, passage.eid, passage, score, column)
            for passage, score, column in zip(passages, totals.tolist(), channels, strict=True)
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


def _banked(
    bank: BankIndex,
    metric: BankMetric,
    passages: Sequence[Passage],
    rows_of: Mapping[str, NDArray[np.int64]],
    tables: Tables | None,
) -> Iterator[tuple[str, BankedAct]]:
    """Yield each act that is ranked by its bank."""
    vectors = metric.transform(bank.vectors, [entry.language for entry in bank.bank.entries])
    for act in dict.fromkeys(entry.act for entry in bank.bank.entries if entry.act in rows_of):
        rows = rows_of[act]
        numbers = [n for n, entry in enumerate(bank.bank.entries) if entry.act == act]
        channel = QuestionBankChannel(
            [bank.bank.entries[number] for number in numbers],
            vectors[numbers],
            _positions([passages[int(row)] for row in rows]),
            len(rows),
            tables,
            act,
        )
        if channel.is_linked.mean() >= _MIN_LINKED_SHARE:
            yield act, BankedAct(rows, channel)


def _positions(passages: Sequence[Passage]) -> Mapping[str, Sequence[int]]:
    positions: dict[str, list[int]] = {}
    for position, passage in enumerate(passages):
        positions.setdefault(passage.eid, []).append(position)
    return positions
