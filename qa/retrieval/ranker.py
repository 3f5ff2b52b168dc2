"""Ranking: every provision scored for a question by all channels, best first."""

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
from qa.retrieval.question_similarity import WITH_METRIC, WITHOUT, QuestionVectors
from qa.retrieval.scorer import ChannelScores, Document, Scorer

HEAD_ROWS = 1000
"""Rows that are sorted at first: enough for the best provisions."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision that may answer, by its best passage; a higher score is better.

    ``channels`` are its z-scores over all passages, in the order of
    :data:`qa.retrieval.scorer.CHANNELS`; a named provision has none.
    """

    act: str
    eid: str
    passage: Passage
    score: float
    channels: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, one a provision, best first, and the reading that found the first of them.

    ``named`` is what the question names, found without a search; ``evidence`` is None then.
    """

    reading: QueryVariant
    candidates: tuple[Candidate, ...]
    evidence: AbstentionFeatures | None = None
    named: ReferencedProvisions | None = None


class Ranker:
    """Holds the channels over one corpus, ready to rank."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        weights: Weights,
        translator: Translator,
        bank: BankIndex | None = None,
    ) -> None:
        """Prepare the channels. ``index`` was built by :func:`qa.retrieval.indexing.build_index`
        from the texts of ``corpus``; without ``bank`` there are two channels.
        """
        self._passages = corpus_passages(corpus)
        documents = [
            Document(corpus.act(passage.act).language, text)
            for passage, text in zip(self._passages, corpus_texts(corpus), strict=True)
        ]
        self._encoder = encoder
        self._asked = None
        if bank is not None:
            self._asked = QuestionBankChannel(
                bank.bank.entries,
                bank.vectors,
                bank.metric,
                _rows_of(self._passages),
                len(self._passages),
                len(bank.bank.shipped),
            )
        self._scorer = Scorer(encoder, index, documents, weights, translator, self._asked)
        self._act_of = np.array([passage.act for passage in self._passages])

    @property
    def weights(self) -> Weights:
        """Return the weights of the channels."""
        return self._scorer.weights

    def retrieve(
        self, readings: Sequence[QueryVariant], acts: Sequence[str] = ()
    ) -> tuple[ChannelScores, ...]:
        """Return the channels' scores of all passages for each reading, encoded in one batch.

        The passages of ``acts`` are always among those that a large index compares.
        """
        asked = [(reading.text, reading.language) for reading in readings]
        return self._scorer.retrieve(asked, self._within(acts))

    def fuse(
        self,
        readings: Sequence[QueryVariant],
        scores: Sequence[ChannelScores],
        acts: Sequence[str] = (),
        limit: int = 50,
    ) -> Ranking:
        """Add the channels' ``scores`` of each reading and return the best ``limit`` provisions of
        ``acts`` (or of all). Each passage keeps its best score.
        """
        sums = np.stack([self._scorer.fuse(one) for one in scores])
        total = sums.max(axis=0)
        source = sums.argmax(axis=0)
        rows = self._best_rows(total, acts, limit)
        candidates = tuple(self._candidate(row, total[row], scores[source[row]]) for row in rows)
        if not rows:
            return Ranking(readings[0], ())
        best = int(source[rows[0]])
        evidence = self._evidence(readings[best], scores[best], sums[best], rows)
        return Ranking(readings[best], candidates, evidence)

    def leaders(
        self, scores: FloatVector, acts: Sequence[str] = (), limit: int = 5
    ) -> tuple[tuple[str, str, float], ...]:
        """Return the act, eId and score of the best ``limit`` provisions of ``acts`` (or of all) by
        ``scores`` (passages,); none where these do not differ.
        """
        if scores.min() == scores.max():
            return ()
        rows = self._best_rows(scores, acts, limit)
        return tuple(
            (self._passages[row].act, self._passages[row].eid, float(scores[row])) for row in rows
        )

    def channels(self, reading: QueryVariant) -> tuple[FloatMatrix, list[tuple[str, str]]]:
        """The z-scored channels (channels, passages) for one reading, and each passage's
        provision as (act, eId): what the weights are fitted to.
        """
        (scored,) = self.retrieve([reading])
        return scored.channels, [(passage.act, passage.eid) for passage in self._passages]

    def meaning(self, readings: Sequence[QueryVariant]) -> QuestionVectors:
        """What questions mean, a row each, none for none."""
        asked, name = self._asked, self._encoder.name
        texts = [reading.text for reading in readings]
        vectors = self._encoder.encode_queries(texts) if texts else None
        if asked is None:
            shape = (len(texts), 1, self._encoder.dimension)
            rows = np.empty(shape, "f4") if vectors is None else vectors.reshape(shape)
            return QuestionVectors(name, rows, WITHOUT)
        if vectors is None:
            rows = np.empty((0, 2, self._encoder.dimension), dtype=np.float32)
        else:
            rows = asked.views(vectors, [reading.language for reading in readings])
        return QuestionVectors(f"{name} {asked.metric_name}", rows, WITH_METRIC)

    def provisions_under(self, act: Act | None, eid: str) -> tuple[Candidate, ...]:
        """A provision (or chapter) and all below it, each whole, as candidates in order; those that
        have no passage, as lead-ins and repealed ones, are left out.
        """
        if act is None:
            return ()
        eids = dict.fromkeys(
            passage.eid
            for passage in self._passages
            if passage.act == act.id
            and (is_under(passage.eid, eid) or act.by_eid[passage.eid].chapter == eid)
        )
        texts = ((one, act.by_eid[one].text) for one in eids)
        return tuple(
            Candidate(act.id, one, Passage(act.id, one, 0, len(text), text), 0.0)
            for one, text in texts
        )

    def weight(self, term: str, language: str) -> float:
        """How telling a term is among the passages in ``language``; 0 where there are none."""
        return self._scorer.weight(term, language)

    def _within(self, acts: Sequence[str]) -> SearchScope | None:
        return SearchScope(acts, np.flatnonzero(np.isin(self._act_of, acts))) if acts else None

    def _evidence(
        self, reading: QueryVariant, scored: ChannelScores, total: FloatVector, rows: Sequence[int]
    ) -> AbstentionFeatures:
        """Return what speaks for and against the first provision, found in the row ``rows[0]``;
        ``total`` is the weighted sum of ``scored``.
        """
        row = rows[0]
        passage = self._passages[row]
        shares = np.exp(total[rows] - total[row])
        terms = question_terms(reading.text, reading.language)
        asked = None
        if self._asked is not None and scored.asked is not None and self._asked.reached[row]:
            outside, outside_nearest = scored.asked.outside.get(passage.act, (0.0, 0.0))
            asked = BankFeatures(
                asked=float(scored.asked.dense[row]),
                nearest=float(scored.asked.nearest[row]),
                words=float(scored.asked.lexical[row]),
                words_covered=self._asked.covered(terms, reading.language, row),
                words_known=self._asked.known(terms, reading.language),
                outside=outside,
                outside_nearest=outside_nearest,
            )
        return AbstentionFeatures(
            language=reading.language,
            same_language=self._scorer.language(row) == reading.language,
            dense=float(scored.channels[0, row]),
            cosine=float(scored.cosine[row]),
            lexical=float(scored.channels[1, row]),
            covered=self._scorer.covered(reading.text, reading.language, row),
            gap=float(total[row] - total[rows[min(4, len(rows) - 1)]]),
            certainty=float(-np.log(shares.sum())),
            asked=asked,
        )

    def _best_rows(self, total: FloatVector, acts: Sequence[str], limit: int) -> list[int]:
        """The row of the best passage of each provision, best first."""
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

    def _candidate(self, row: int, score: float, scored: ChannelScores) -> Candidate:
        passage = self._passages[row]
        return Candidate(
            passage.act,
            passage.eid,
            passage,
            float(score),
            tuple(float(channel) for channel in scored.channels[:, row]),
        )


def _descending(scores: FloatVector, rows: NDArray[np.int64]) -> Iterator[int]:
    """``rows`` with the best score first, equal ones in order; all are sorted only when the first
    do not suffice.
    """
    if len(rows) > head:
        found = scores[rows]
        first = found >= np.partition(found, -head)[-head]
        yield from _sorted(scores, rows[first])
        rows = rows[~first]
    yield from _sorted(scores, rows)


def _sorted(scores: FloatVector, rows: NDArray[np.int64]) -> Iterator[int]:
    return map(int, rows[np.argsort(-scores[rows], kind="stable")])


def _rows_of(passages: Sequence[Passage]) -> dict[tuple[str, str], list[int]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault((passage.act, passage.eid), []).append(row)
    return rows
