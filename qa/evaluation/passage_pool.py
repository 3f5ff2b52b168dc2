"""Evaluation over a pool of plain passages: the channels without acts, bank or glossary."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.model import LANGUAGES
from embeddings.encoder import Encoder, FloatVector, Progress
from qa.evaluation.dataset import QuestionSetError, one_of, rows_of, string, strings
from qa.evaluation.metrics import mean, ndcg, precision_at_1, recall_at, reciprocal_rank
from qa.retrieval.fusion import FusionWeights
from qa.retrieval.indexing import build_index
from qa.retrieval.lexical_channel import Document
from qa.retrieval.scorer import TEXT_CHANNELS, Scorer

_DEPTH = 10


_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
# Russian lacks one in eight letters of a Kazakh text; a Russian text may hold a Kazakh name.
_KAZAKH_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class PoolPassage:
    """A passage with its title, "" if it has none."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """A question and the ids of the passages that answer it."""

    question: str
    language: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages and the questions about them."""

    passages: tuple[PoolPassage, ...]
    questions: tuple[PoolQuestion, ...]


def read_pool(passages: Path, questions: Path) -> Pool:
    """Return the pool of two JSON Lines files.

    Raises QuestionSetError with the number of the first invalid line.
    """
    by_id: dict[str, PoolPassage] = {}
    for row, place in rows_of(passages):
        passage = PoolPassage(*(string(row, key, place) for key in ("id", "title", "text")))
        if by_id.setdefault(passage.id, passage) is not passage:
            raise QuestionSetError(f"{place} repeats the id {passage.id}.")
    found = []
    for row, place in rows_of(questions):
        gold = frozenset(strings(row, "gold", place))
        if unknown := sorted(gold - by_id.keys()):
            raise QuestionSetError(
                f"{place} names the passage {unknown[0]}, which is not in the pool."
            )
        if not gold:
            raise QuestionSetError(f"{place} names no passage.")
        language = one_of(row, "language", LANGUAGES, place)
        found.append(PoolQuestion(string(row, "question", place), language, gold))
    if not by_id or not found:
        raise QuestionSetError("The pool needs at least one passage and one question.")
    return Pool(tuple(by_id.values()), tuple(found))


def evaluate_pool(
    pool: Pool, encoder: Encoder, weights: FusionWeights, progress: Progress | None = None
) -> dict[str, dict[str, float | int | None]]:
    """Return the ranking metrics of each channel and of their weighted sum."""
    scorer = _scorer(pool, encoder, weights, progress)
    scored = scorer.retrieve([(asked.question, asked.language) for asked in pool.questions])
    by_channel = {
        name: [scores.channels[row] for scores in scored] for row, name in enumerate(TEXT_CHANNELS)
    }
    by_channel["fused"] = [scorer.fuse(scores) for scores in scored]
    return {name: _figures(pool, scores) for name, scores in by_channel.items()}


def language_of(text: str) -> str:
    """Return the language of a passage by its letters: kk, ru or en; en without letters.

    Questions are short and mistyped; :mod:`qa.query.rewriting` detects their language.
    """
    kazakh, cyrillic, latin = (len(p.findall(text)) for p in (_KAZAKH, _CYRILLIC, _LATIN))
    if latin >= cyrillic + kazakh:
        return "en"
    return "kk" if kazakh > _KAZAKH_SHARE * (cyrillic + kazakh) else "ru"


def _scorer(
    pool: Pool, encoder: Encoder, weights: FusionWeights, progress: Progress | None
) -> Scorer:
    documents = [
        Document(
            language_of(passage.text),
            f"{passage.title} · {passage.text}" if passage.title else passage.text,
        )
        for passage in pool.passages
    ]
    index = build_index([document.text for document in documents], encoder, progress)
    return Scorer(encoder, index, documents, weights)


def _figures(pool: Pool, scored: Sequence[FloatVector]) -> dict[str, float | int | None]:
    hits = [
        _hits(pool, question, scores)
        for question, scores in zip(pool.questions, scored, strict=True)
    ]
    golds = [len(question.gold) for question in pool.questions]
    return {
        "n": len(hits),
        "p_at_1": mean([precision_at_1(one) for one in hits]),
        "recall_at_3": mean([recall_at(one, 3) for one in hits]),
        "recall_at_5": mean([recall_at(one, 5) for one in hits]),
        "mrr_at_10": mean([reciprocal_rank(one) for one in hits]),
        "ndcg_at_10": mean([ndcg(one, n) for one, n in zip(hits, golds, strict=True)]),
    }


def _hits(pool: Pool, question: PoolQuestion, scores: FloatVector) -> list[bool]:
    order = np.argsort(-scores, kind="stable")[:_DEPTH]
    return [pool.passages[row].id in question.gold for row in order]
