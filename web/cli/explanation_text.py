"""The explanation of an answer as plain text, for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from qa.explanation import ExplainedStep
from qa.pipeline import Step

Facts = Mapping[str, Any]


def explanation_text(steps: tuple[ExplainedStep, ...]) -> str:
    """Return the steps in their order: name, time, and what each made of the question."""
    lines: list[str] = []
    for step in steps:
        lines.append(f"{step.name.value:10} {step.seconds * 1000:8.2f} ms  {step.detail}")
        lines += [f"    {line}" for line in _lines(step)]
    total = sum(step.seconds for step in steps)
    return "\n".join([*lines, f"{'all':10} {total * 1000:8.2f} ms"])


def _lines(step: ExplainedStep) -> Iterator[str]:
    facts = step.facts
    match step.name:
        case Step.VALIDATE:
            yield f"normalised: {facts['text']}"
        case Step.REWRITE:
            for variant in facts["variants"]:
                why = ", ".join(variant["why"])
                yield f"{variant['language']} {variant['score']:.3f} {variant['text']} ({why})"
        case Step.REFERENCES:
            yield from _references(facts)
        case Step.RETRIEVE:
            yield from _channels(facts)
        case Step.FUSE:
            yield f"weights: {_values(facts['weights'])}"
            for one in facts["candidates"]:
                yield f"{one['score']:7.3f} {one['act']}:{one['eid']} ({_values(one['z'])})"
        case Step.DECIDE:
            yield from _decision(facts)
        case Step.QUOTE:
            for one in facts["quotes"]:
                span = f"{one['start']} to {one['end']}"
                yield f"{one['act']}:{one['eid']}, characters {span}, {one['confidence']}"
            if facts["see_also"]:
                yield f"see also: {', '.join(facts['see_also'])}"


def _references(facts: Facts) -> Iterator[str]:
    if facts["act"] is not None:
        yield f"act: {facts['act']}"
    if facts["found"]:
        yield f"found: {', '.join(facts['found'])}"
    for reference in facts["missing"]:
        levels = (f"{level} {value}" for level, value in reference.items())
        yield f"missing: {', '.join(levels)}"


def _channels(facts: Facts) -> Iterator[str]:
    for variant in facts["variants"]:
        yield f"{variant['language']}: {variant['text']}"
        for name, best in variant["channels"].items():
            found = ", ".join(f"{one['eid']} {one['z']:.2f}" for one in best)
            yield f"  {name}: {found or 'nothing'}"


def _decision(facts: Facts) -> Iterator[str]:
    if facts["features"]:
        yield f"model: {facts['model']}"
        yield f"features: {_values(facts['features'])}"
    thresholds = facts["thresholds"]
    yield (
        f"confidence {facts['confidence']:.3f}, band {facts['band']} "
        f"(high from {thresholds['high']:.3f}, medium from {thresholds['medium']:.3f})"
    )
    reason = f" ({facts['reason']})" if facts["reason"] else ""
    yield f"status: {facts['status']}{reason}"


def _values(numbers: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in numbers.items())
