"""Error analysis: the misses of an evaluation, with the ranking of each channel."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from embeddings.encoder import FloatVector
from qa.answer import Question, Status
from qa.answerer import Answerer
from qa.evaluation.runner import Outcome, is_right
from qa.retrieval.scorer import CHANNELS

_HEADS = {
    "dense": "text by meaning",
    "lexical": "text by words",
    "asked_dense": "bank by meaning",
    "asked_lexical": "bank by words",
}


@dataclass(frozen=True, slots=True)
class ChannelRank:
    """The eId that one channel alone ranks first, and its rank, from 1, of the first right one.

    Both are None for a channel without matches; ``right`` is None for a question without golds.
    """

    channel: str
    first: str | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Miss:
    """A wrong outcome, its problem and the channels, none for a provision that is named."""

    outcome: Outcome
    problem: str
    searched_as: str | None
    channels: tuple[ChannelRank, ...]


def find_misses(
    answerer: Answerer, outcomes: Sequence[Outcome], *, exact: bool = False
) -> tuple[Miss, ...]:
    """Return every miss, analysed with ``answerer``.

    In scope, a wrong first provision or a refusal is a miss; out of scope, an answer is.
    """
    return tuple(
        _analyse(answerer, outcome, problem, exact=exact)
        for outcome in outcomes
        if (problem := _problem(outcome)) is not None
    )


def channel_ranks(
    answerer: Answerer, question: Question, gold: Sequence[tuple[str, str]]
) -> tuple[ChannelRank, ...]:
    """Return the rank of each channel alone for the likeliest variant of ``question``."""
    scores, provisions = answerer.channels(question)
    return tuple(
        _rank(name, scores, provisions, gold)
        for name, scores in zip(CHANNELS, scores.channels, strict=False)
    )


def miss_dict(miss: Miss) -> dict[str, Any]:
    """Return a miss as plain values for JSON."""
    outcome, question = miss.outcome, miss.outcome.question
    return {
        "question": question.text,
        "language": question.language,
        "form": question.form,
        "searched_as": miss.searched_as,
        "problem": miss.problem,
        "gold": [eid for _, eid in question.gold],
        "first": outcome.ranked[0][1] if outcome.ranked else None,
        "right": outcome.right_rank,
        "channels": [asdict(channel) for channel in miss.channels],
    }


def misses_report(misses: Sequence[Miss]) -> Iterator[str]:
    """Yield the lines of the misses, with an empty line before each miss."""
    for miss in misses:
        outcome, question = miss.outcome, miss.outcome.question
        yield ""
        yield f"{question.language} {question.form}: {question.text}"
        if miss.searched_as is not None:
            yield f"  searched as: {miss.searched_as}"
        gold = ", ".join(eid for _, eid in question.gold) or "none"
        yield f"  {miss.problem} (confidence {outcome.confidence:.2f}); right: {gold}"
        first = outcome.ranked[0][1] if outcome.ranked else None
        yield _line("all together", first, outcome.right_rank)
        for channel in miss.channels:
            yield _line(_HEADS[channel.channel], channel.first, channel.right)


def _problem(outcome: Outcome) -> str | None:
    if not outcome.in_scope:
        return "answered, but out of scope" if outcome.status is Status.ANSWERED else None
    if outcome.right_rank != 1:
        return f"wrong first, {outcome.status}"
    return "refused, but right" if outcome.status is Status.NOT_COVERED else None


def _analyse(answerer: Answerer, outcome: Outcome, problem: str, *, exact: bool) -> Miss:
    question = Question(outcome.question.text, exact=exact)
    trace = answerer.answer_with_trace(question)
    channels: tuple[ChannelRank, ...] = ()
    if trace.ranking.named is None and trace.ranking.candidates:
        channels = channel_ranks(answerer, question, outcome.question.gold)
    return Miss(outcome, problem, trace.answer.searched_as, channels)


def _rank(
    channel: str,
    scores: FloatVector,
    provisions: Sequence[tuple[str, str]],
    gold: Sequence[tuple[str, str]],
) -> ChannelRank:
    if scores.min() == scores.max():
        return ChannelRank(channel, None, None)
    ordered = list(dict.fromkeys(provisions[row] for row in np.argsort(-scores, kind="stable")))
    ranks = (rank for rank, found in enumerate(ordered, start=1) if is_right(found, gold))
    return ChannelRank(channel, ordered[0][1], next(ranks, None))


def _line(head: str, first: str | None, right: int | None) -> str:
    return f"    {head:16} {first or '–':34} right: {right or '–'}"
