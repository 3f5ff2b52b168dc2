"""Ranking: every provision scored for a question by all channels, best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.passages import Passage
from embeddings.encoder import Encoder
from embeddings.vectors import VectorIndex
from qa.centring import mean_of
from qa.dense import DenseChannel
from qa.fusion import Scores, Weights, fused, zscored
from qa.indexing import Entry, passages_in
from qa.lexical import LexicalIndex, terms_of
from qa.passage_header import titled
from qa.typical import typical_questions
from qa.understand import Reading


@dataclass(frozen=True, slots=True)
class Channels:
    """What each channel says of one passage: z-scores, and the share of the terms it holds."""

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
    """Candidates, one a provision, best first, and the reading that found the first."""

    reading: Reading
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """The scores of every passage (passages,) for one reading."""

    fused: Scores
    dense: Scores
    lexical: Scores
    cosine: Scores


class Ranker:
    """Holds the channels over one corpus, ready to score."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        entries: Sequence[Entry],
        weights: Weights,
    ) -> None:
        """``index`` holds ``entries`` in order, as built by :func:`qa.indexing.build_index`."""
        self._encoder = encoder
        self._weights = weights
        self._passages = passages_in(corpus)
        self._dense = DenseChannel(index, entries, _question_means(encoder))
        languages = [corpus.act(passage.act).language for passage in self._passages]
        self._in_language = {one: np.array([x == one for x in languages]) for one in set(languages)}
        self._in_act = {
            act.id: np.array([passage.act == act.id for passage in self._passages])
            for act in corpus.acts
        }
        self._lexical = {one: self._lexical_index(corpus, one) for one in self._in_language}

    def _lexical_index(self, corpus: Corpus, language: str) -> LexicalIndex:
        documents: list[list[str]] = []
        for passage, counts in zip(self._passages, self._in_language[language], strict=True):
            act = corpus.act(passage.act)
            text = titled(act, act.by_eid[passage.eid], passage.text) if counts else ""
            documents.append(terms_of(text))
        return LexicalIndex(documents)

    def rank(
        self, readings: Sequence[Reading], acts: Sequence[str] = (), limit: int = 50
    ) -> Ranking:
        """The best ``limit`` provisions for the likeliest readings, of ``acts`` or of all.

        All readings are encoded in one batch; each passage keeps its best score.
        """
        vectors = self._encoder.encode_queries([reading.text for reading in readings])
        cosines = self._dense.scores(vectors, [reading.language for reading in readings])
        scored = [self._scored(r, c) for r, c in zip(readings, cosines, strict=True)]
        by_reading = np.stack([one.fused for one in scored])
        total = by_reading.max(axis=0)
        if acts:
            total = np.where(self._any_of(acts), total, -np.inf)
        candidates: list[Candidate] = []
        seen: set[tuple[str, str]] = set()
        source = by_reading.argmax(axis=0)
        for row in np.argsort(-total, kind="stable"):
            passage = self._passages[row]
            if len(candidates) == limit or total[row] == -np.inf:
                break
            if (passage.act, passage.eid) in seen:
                continue
            seen.add((passage.act, passage.eid))
            which = int(source[row])
            channels = self._channels(readings[which], scored[which], int(row))
            candidates.append(
                Candidate(passage.act, passage.eid, passage, float(total[row]), channels)
            )
        first = int(source[np.argmax(total)])
        return Ranking(readings[first], tuple(candidates))

    def weight(self, term: str, language: str) -> float:
        """How telling a term is among the passages in ``language``; 0 where there are none."""
        return self._lexical[language].weight(term) if language in self._lexical else 0.0

    def _any_of(self, acts: Sequence[str]) -> NDArray[np.bool_]:
        chosen = np.zeros(len(self._passages), dtype=np.bool_)
        for act in acts:
            chosen |= self._in_act.get(act, np.False_)
        return chosen

    def _scored(self, reading: Reading, cosine: Scores) -> _Scored:
        dense = zscored(cosine)
        lexical = np.zeros_like(dense)
        if reading.language in self._lexical:
            counts = self._in_language[reading.language]
            scores = self._lexical[reading.language].scores(terms_of(reading.text))
            lexical[counts] = zscored(scores[counts])
        return _Scored(fused(dense, lexical, self._weights), dense, lexical, cosine)

    def _channels(self, reading: Reading, scored: _Scored, row: int) -> Channels:
        covered = 0.0
        if reading.language in self._lexical:
            covered = self._lexical[reading.language].covered(terms_of(reading.text), row)
        return Channels(
            dense=float(scored.dense[row]),
            lexical=float(scored.lexical[row]),
            covered=covered,
            cosine=float(scored.cosine[row]),
        )


def _question_means(encoder: Encoder) -> Mapping[str, NDArray[np.float32]]:
    """The mean question vector (d,) of each language."""
    questions = typical_questions()
    vectors = encoder.encode_queries([text for _, text in questions])
    languages = np.array([language for language, _ in questions])
    return {one: mean_of(vectors[languages == one]) for one in dict.fromkeys(languages.tolist())}
