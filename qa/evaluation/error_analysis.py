"""The misses of an evaluation, each with what every channel ranked first."""

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
    """The eId that one channel alone ranks first, and the rank, from 1, that it gives the first
    right provision: None for a question without one. Both are None where the channel found nothing.
    """

    channel: str
    first: str | None
    right: int | None


@dataclass(frozen=True, slots=True)
class Miss:
    """An outcome that is wrong, why, and what each channel said; no channel says anything about a
    provision that the question names.
    """

    outcome: Outcome
    problem: str
    searched_as: str | None
    channels: tuple[ChannelRank, ...]


def find_misses(
    answerer: Answerer, outcomes: Sequence[Outcome], *, exact: bool = False
) -> tuple[Miss, ...]:
    """Every miss, looked at again with ``answerer``: in-scope questions with a wrong first result
    or refused, out-of-scope ones answered.
    """
    return tuple(
        _looked_at(answerer, outcome, problem, exact=exact)
        for outcome in outcomes
        if (problem := _problem(outcome)) is not None
    )


def _problem(outcome: Outcome) -> str | None:
    if not outcome.in_scope:
        return "answered, but out of scope" if outcome.status is Status.ANSWERED else None
    if outcome.right != 1:
        return f"wrong first, {outcome.status}"
    return "refused, but right" if outcome.status is Status.NOT_COVERED else None


def _looked_at(answerer: Answerer, outcome: Outcome, problem: str, *, exact: bool) -> Miss:
    question = Question(outcome.asked.question, exact=exact)
    trial = answerer.trial(question)
    channels: tuple[ChannelRank, ...] = ()
    if trial.ranking.named is None and trial.ranking.candidates:
        channels = channel_ranks(answerer, question, outcome.asked.gold)
    return Miss(outcome, problem, trial.answer.searched_as, channels)


def channel_ranks(
    answerer: Answerer, question: Question, gold: Sequence[tuple[str, str]]
) -> tuple[ChannelRank, ...]:
    """What each channel alone makes of the likeliest reading of ``question``, by provisions."""
    channels, provisions = answerer.channels(question)
    return tuple(
        _rank(name, scores, provisions, gold)
        for name, scores in zip(CHANNELS, channels, strict=False)
    )


def _rank(
    channel: str,
    scores: FloatVector,
    provisions: Sequence[tuple[str, str]],
    gold: Sequence[tuple[str, str]],
) -> ChannelRank:
    if scores.min() == scores.max():
        return ChannelRank(channel, None, None)
    ordered = list(dict.fromkeys(provisions[row] for row in np.argsort(-scores, kind="stable")))
    ranks = (rank for rank, one in enumerate(ordered, start=1) if is_right(one, gold))
    return ChannelRank(channel, ordered[0][1], next(ranks, None))


def miss_dict(miss: Miss) -> dict[str, Any]:
    """A miss as plain values for JSON."""
    outcome = miss.outcome
    return {
        "question": outcome.asked.question,
        "language": outcome.asked.language,
        "form": outcome.asked.form,
        "searched_as": miss.searched_as,
        "problem": miss.problem,
        "gold": [eid for _, eid in outcome.asked.gold],
        "first": outcome.ranked[0][1] if outcome.ranked else None,
        "right": outcome.right,
        "channels": [asdict(channel) for channel in miss.channels],
    }


def misses_report(misses: Sequence[Miss]) -> Iterator[str]:
    """The misses in lines, an empty line before each."""
    for miss in misses:
        asked, outcome = miss.outcome.asked, miss.outcome
        yield ""
        yield f"{asked.language} {asked.form}: {asked.question}"
        if miss.searched_as is not None:
            yield f"  searched as: {miss.searched_as}"
        gold = ", ".join(eid for _, eid in asked.gold) or "none"
        yield f"  {miss.problem} (sureness {outcome.sureness:.2f}); right: {gold}"
        first = outcome.ranked[0][1] if outcome.ranked else None
        yield _row("all together", first, outcome.right)
        for channel in miss.channels:
            yield _row(_HEADS[channel.channel], channel.first, channel.right)


def _row(head: str, first: str | None, right: int | None) -> str:
    return f"    {head:16} {first or '–':34} right: {right or '–'}"
