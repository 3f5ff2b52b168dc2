"""The explanation of an answer: the result of each step of the pipeline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.answer import Answer, Question
from qa.conversation.follow_up import leaning
from qa.pipeline import AnswerTrace, Step
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryVariant, Repair
from qa.retrieval.ranker import Ranker
from qa.retrieval.scorer import CHANNELS

_MAX_PROVISIONS = 5
"""Maximum number of provisions that are listed for a channel and for their sum."""


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """A step with its time, a ``detail`` in a few words and ``facts`` as plain values for JSON."""

    name: Step
    seconds: float
    detail: str
    facts: Mapping[str, Any]


def explain(
    question: Question, trace: AnswerTrace[Answer], ranker: Ranker
) -> tuple[ExplainedStep, ...]:
    """Return the steps of ``trace`` with their results; ``ranker`` made its ranking."""
    facts: dict[Step, Mapping[str, Any]] = {
        Step.VALIDATE: {"text": normalize_input(question.text)},
        Step.REWRITE: {"variants": [_variant(variant) for variant in trace.variants]},
        Step.REFERENCES: _references(trace),
        Step.RETRIEVE: {"variants": _channels(question, trace, ranker)},
        Step.FUSE: _fusion(trace, ranker),
        Step.CONTEXT: _context(question, trace),
        Step.DECIDE: _decision(trace),
        Step.QUOTE: _quotes(trace.answer),
    }
    return tuple(
        ExplainedStep(step.name, step.seconds, step.detail, facts.get(step.name, {}))
        for step in trace.steps
    )


def step_dict(step: ExplainedStep) -> dict[str, Any]:
    """Return a step as plain values for JSON."""
    return {
        "step": step.name.value,
        "seconds": round(step.seconds, 6),
        "detail": step.detail,
        **step.facts,
    }


def _variant(variant: QueryVariant) -> dict[str, Any]:
    return {
        "text": variant.text,
        "language": variant.language,
        "score": round(variant.language_score, 3),
        "why": [repair.value for repair in variant.repairs] or ["as typed"],
    }


def _references(trace: AnswerTrace[Answer]) -> Mapping[str, Any]:
    named = trace.ranking.named
    if named is None:
        return {"act": None, "found": [], "missing": [], "choices": [], "other_act": False}
    missing = [
        {level: value for level, value in asdict(reference).items() if value}
        for reference in named.missing
    ]
    return {
        "act": named.act and named.act.id,
        "found": list(named.eids),
        "missing": missing,
        "choices": [f"{choice.act.id}:{choice.eid}" for choice in named.choices],
        "other_act": named.is_other_act,
    }


def _channels(
    question: Question, trace: AnswerTrace[Answer], ranker: Ranker
) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "text": variant.text,
            "language": variant.language,
            "channels": {
                name: [
                    {"act": act, "eid": eid, "z": round(z, 3)}
                    for act, eid, z in ranker.leaders(channel, question.acts, _MAX_PROVISIONS)
                ]
                for name, channel in zip(CHANNELS, scores.channels, strict=False)
            },
        }
        for variant, scores in zip(trace.variants, trace.scores, strict=False)
    ]


def _fusion(trace: AnswerTrace[Answer], ranker: Ranker) -> Mapping[str, Any]:
    weights = ranker.weights.bank if _is_by_bank(trace) else ranker.weights.text
    used = CHANNELS[: len(trace.scores[0].channels) if trace.scores else 0]
    return {
        "weights": {name: round(getattr(weights, name), 3) for name in used},
        "candidates": _candidates(trace),
    }


def _is_by_bank(trace: AnswerTrace[Answer]) -> bool:
    """Return whether the first candidate was ranked by a bank, its own or of another version."""
    if trace.ranking.evidence is None:
        return False
    first = trace.ranking.candidates[0].act
    return trace.ranking.evidence.bank is not None or first in trace.scores[0].banks


def _context(question: Question, trace: AnswerTrace[Answer]) -> Mapping[str, Any]:
    joined = [variant for variant in trace.variants if Repair.CONTEXT in variant.repairs]
    is_used = Repair.CONTEXT in trace.ranking.reading.repairs
    return {
        "leaning": leaning(normalize_input(question.text)).name.lower(),
        "text": joined[0].text if joined else None,
        "used": is_used,
        "candidates": _candidates(trace) if is_used else [],
    }


def _candidates(trace: AnswerTrace[Answer]) -> list[Mapping[str, Any]]:
    return [
        {
            "act": found.act,
            "eid": found.eid,
            "score": round(found.score, 3),
            "z": {name: round(z, 3) for name, z in zip(CHANNELS, found.channels, strict=False)},
        }
        for found in trace.ranking.candidates[:_MAX_PROVISIONS]
    ]


def _decision(trace: AnswerTrace[Answer]) -> Mapping[str, Any]:
    decision, features = trace.decision, trace.ranking.evidence
    values = {} if features is None else features.values()
    thresholds = decision.abstention
    return {
        "status": decision.status.value,
        "reason": decision.reason and decision.reason.value,
        "model": features and features.model,
        "features": {name: round(value, 3) for name, value in values.items()},
        "confidence": round(decision.confidence, 3),
        "right": round(thresholds.right, 3),
        "band": thresholds.band().value,
        "thresholds": {
            "high": thresholds.high,
            "sure": thresholds.sure,
            "medium": thresholds.medium,
        },
    }


def _quotes(answer: Answer) -> Mapping[str, Any]:
    return {
        "quotes": [
            {
                "act": quote.citation.act,
                "eid": quote.citation.eid,
                "start": quote.start,
                "end": quote.end,
                "confidence": quote.confidence.value,
            }
            for quote in answer.passages
        ],
        "see_also": [link.eid for link in answer.see_also],
    }
