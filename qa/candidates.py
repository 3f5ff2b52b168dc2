"""Ranking: every provision scored for a question by all channels, best first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.corpus import Corpus
from data.passages import Passage
from embeddings.encoder import Encoder
from embeddings.vectors import VectorIndex
from qa.fusion import Scores, Weights
from qa.indexing import Entry, passages_in
from qa.passage_header import titled
from qa.scoring import Document, Scored, Scorer
from qa.understand import Reading


@dataclass(frozen=True, slots=True)
class Channels:
    """What the channels say of one passage.

    ``dense`` and ``lexical`` are z-scores over all passages, ``covered`` is the share of the
    question's terms that the passage holds, ``cosine`` the dense channel's own score.
    """

    dense: float
    lexical: float
    covered: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision that may answer, by its best passage; a higher score is better."""

    act: str
    eid: str
    passage: Passage
    score: float
    channels: Channels


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, one a provision, best first, and the reading that found the first of them."""

    reading: Reading
    candidates: tuple[Candidate, ...]


class Ranker:
    """Holds the channels over one corpus, ready to rank."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        entries: Sequence[Entry],
        weights: Weights,
    ) -> None:
        """``index`` holds ``entries`` in order, as built by :func:`qa.indexing.build_index`."""
        self._passages = passages_in(corpus)
        documents = tuple(_documents(corpus, self._passages))
        self._scorer = Scorer(encoder, index, entries, documents, weights)
        self._act_of = np.array([passage.act for passage in self._passages])

    def rank(
        self, readings: Sequence[Reading], acts: Sequence[str] = (), limit: int = 50
    ) -> Ranking:
        """The best ``limit`` provisions of ``acts`` (or of all) for one or more readings.

        All readings are encoded in one batch; each passage keeps its best score.
        """
        scored = self._scorer.score([(reading.text, reading.language) for reading in readings])
        by_reading = np.stack([one.fused for one in scored])
        total = by_reading.max(axis=0)
        source = by_reading.argmax(axis=0)
        rows = self._best_rows(total, acts, limit)
        candidates = tuple(
            self._candidate(row, total[row], readings[source[row]], scored[source[row]])
            for row in rows
        )
        first = readings[source[rows[0]]] if rows else readings[0]
        return Ranking(first, candidates)

    def weight(self, term: str, language: str) -> float:
        """How telling a term is among the passages in ``language``; 0 where there are none."""
        return self._scorer.weight(term, language)

    def _best_rows(self, total: Scores, acts: Sequence[str], limit: int) -> list[int]:
        """The row of the best passage of each provision, best first."""
        order = np.argsort(-total, kind="stable")
        if acts:
            order = order[np.isin(self._act_of[order], acts)]
        best: dict[tuple[str, str], int] = {}
        for row in order:
            if len(best) == limit:
                break
            passage = self._passages[row]
            best.setdefault((passage.act, passage.eid), int(row))
        return list(best.values())

    def _candidate(self, row: int, score: float, reading: Reading, scored: Scored) -> Candidate:
        passage = self._passages[row]
        channels = Channels(
            dense=float(scored.dense[row]),
            lexical=float(scored.lexical[row]),
            covered=self._scorer.covered(reading.text, reading.language, row),
            cosine=float(scored.cosine[row]),
        )
        return Candidate(passage.act, passage.eid, passage, float(score), channels)


def _documents(corpus: Corpus, passages: Sequence[Passage]) -> Iterator[Document]:
    for passage in passages:
        act = corpus.act(passage.act)
        text = titled(act, act.by_eid[passage.eid], passage.text)
        yield Document(act.language, text)
