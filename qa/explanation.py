"""The explanation of an answer: for each step of the pipeline, what it made of the question."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from qa.answer import Answer, Question
from qa.pipeline import AnswerTrace, Step
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryVariant
from qa.retrieval.ranker import Ranker
from qa.retrieval.scorer import CHANNELS

_SHOWN = 5
"""Provisions that are listed for a channel and for their sum."""


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """A step with its ``seconds``, a ``detail`` of a few words, and the ``facts`` behind it as
    plain values for JSON.
    """

    name: Step
    seconds: float
    detail: str
    facts: Mapping[str, Any]


def explain(
    question: Question, trace: AnswerTrace[Answer], ranker: Ranker
) -> tuple[ExplainedStep, ...]:
    """Return what each step of ``trace`` made of ``question``; ``ranker`` ranked for it."""
    facts: dict[Step, Mapping[str, Any]] = {
        Step.VALIDATE: {"text": normalize_input(question.text)},
        Step.REWRITE: {"variants": [_variant(one) for one in trace.readings]},
        Step.REFERENCES: _references(trace),
        Step.RETRIEVE: {"variants": _channels(question, trace, ranker)},
        Step.FUSE: _fused(trace, ranker),
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


def _variant(reading: QueryVariant) -> dict[str, Any]:
    return {
        "text": reading.text,
        "language": reading.language,
        "score": round(reading.language_score, 3),
        "why": [repair.value for repair in reading.repairs] or ["as typed"],
    }


def _references(trace: AnswerTrace[Answer]) -> Mapping[str, Any]:
    named = trace.ranking.named
    if named is None:
        return {"act": None, "found": [], "missing": []}
    missing = [
        {level: value for level, value in asdict(reference).items() if value}
        for reference in named.missing
    ]
    return {"act": named.act and named.act.id, "found": list(named.eids), "missing": missing}


def _channels(
    question: Question, trace: AnswerTrace[Answer], ranker: Ranker
) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "text": reading.text,
            "language": reading.language,
            "channels": {
                name: [
                    {"act": act, "eid": eid, "z": round(z, 3)}
                    for act, eid, z in ranker.leaders(channel, question.acts, _SHOWN)
                ]
                for name, channel in zip(CHANNELS, scores.channels, strict=False)
            },
        }
        for reading, scores in zip(trace.readings, trace.scores, strict=False)
    ]


def _fused(trace: AnswerTrace[Answer], ranker: Ranker) -> Mapping[str, Any]:
    weights = dict(zip(CHANNELS, astuple(ranker.weights), strict=True))
    used = len(trace.scores[0].channels) if trace.scores else 0
    return {
        "weights": {name: round(weights[name], 3) for name in CHANNELS[:used]},
        "candidates": [
            {
                "act": one.act,
                "eid": one.eid,
                "score": round(one.score, 3),
                "z": {name: round(z, 3) for name, z in zip(CHANNELS, one.channels, strict=False)},
            }
            for one in trace.ranking.candidates[:_SHOWN]
        ],
    }


def _decision(trace: AnswerTrace[Answer]) -> Mapping[str, Any]:
    decision, evidence = trace.decision, trace.ranking.evidence
    features = {} if evidence is None else evidence.values()
    return {
        "status": decision.status.value,
        "reason": decision.reason and decision.reason.value,
        "model": evidence and evidence.model,
        "features": {name: round(value, 3) for name, value in features.items()},
        "confidence": round(decision.sureness, 3),
        "band": decision.judgement.band().value,
        "thresholds": {"high": decision.judgement.high, "medium": decision.judgement.medium},
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
        "see_also": [one.eid for one in answer.see_also],
    }
