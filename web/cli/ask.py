"""The command ``bapta ask`` and its explanation of an answer as plain text."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.model import LANGUAGES
from web.cli.serve import gc_paused
from web.settings import read_settings

if TYPE_CHECKING:
    from qa.answer import ContextTurn
    from qa.explanation import ExplainedStep

Facts = Mapping[str, Any]


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the question.")
@click.option("--ui", type=click.Choice(LANGUAGES), help="Language of labels and messages.")
@click.option(
    "--top-k", type=click.IntRange(1, 10), default=5, show_default=True, help="Number of passages."
)
@click.option("--act", "acts", multiple=True, metavar="ACT-ID", help="Search this act; repeatable.")
@click.option("--exact", is_flag=True, help="Search the question exactly as typed.")
@click.option(
    "--context",
    "context_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Earlier turns that a follow-up leans on: a JSON list as in the API.",
)
@click.option(
    "--explain", is_flag=True, help="Print what each step made of the question, and its time."
)
@gc_paused()
def ask(
    question: str,
    as_json: bool,
    language: str | None,
    ui: str | None,
    top_k: int,
    acts: tuple[str, ...],
    exact: bool,
    context_file: Path | None,
    explain: bool,
) -> None:
    """Answer a question.

    With - as QUESTION it is read from standard input, which keeps it out of the shell's history.
    """
    from qa.answer import Question
    from qa.explanation import step_dict
    from qa.query.validation import check_question
    from web.cli.answer_text import answer_text
    from web.http.translations import read_translations
    from web.runtime.composition import compose_answerer

    settings = read_settings(os.environ)
    # Bytes that are no UTF-8 become lone surrogates, which the check refuses. It comes before the
    # model is loaded, which takes seconds.
    text = sys.stdin.buffer.read().decode(errors="surrogateescape") if question == "-" else question
    check_question(text)
    context: tuple[ContextTurn, ...] = ()
    if context_file:
        from web.chat.context import read_context

        context = read_context(context_file)
    answerer = compose_answerer(settings)
    asked = Question(text, language, ui, top_k, acts, exact, context)
    answer, steps = answerer.explain(asked) if explain else (answerer.ask(asked), ())
    if as_json:
        result = asdict(answer)
        if explain:
            result = {"answer": result, "steps": [step_dict(step) for step in steps]}
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    wording = read_translations()[ui or answer.language]
    own = (answerer.corpus.act(quote.citation.act).official_url for quote in answer.passages[:1])
    click.echo(answer_text(answer, wording, next(own, None) or settings.official_url))
    if explain:
        click.echo(f"\n{_explanation(steps)}")


def _explanation(steps: "tuple[ExplainedStep, ...]") -> str:
    """Return the steps in their order: name, time, and what each made of the question."""
    lines: list[str] = []
    for step in steps:
        lines.append(f"{step.name.value:10} {step.seconds * 1000:8.2f} ms  {step.detail}")
        lines += [f"    {line}" for line in _lines(step)]
    total = sum(step.seconds for step in steps)
    return "\n".join([*lines, f"{'all':10} {total * 1000:8.2f} ms"])


def _lines(step: "ExplainedStep") -> Iterator[str]:
    from qa.pipeline import Step

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
            for best in facts["candidates"]:
                yield f"{best['score']:7.3f} {best['act']}:{best['eid']} ({_values(best['z'])})"
        case Step.CONTEXT:
            yield f"{facts['leaning']} message; together: {facts['text']}"
            for best in facts["candidates"]:
                yield f"{best['score']:7.3f} {best['act']}:{best['eid']}"
        case Step.DECIDE:
            yield from _decision(facts)
        case Step.QUOTE:
            for quote in facts["quotes"]:
                span = f"{quote['start']} to {quote['end']}"
                yield f"{quote['act']}:{quote['eid']}, characters {span}, {quote['confidence']}"
            if facts["see_also"]:
                yield f"see also: {', '.join(facts['see_also'])}"


def _references(facts: Facts) -> Iterator[str]:
    if facts["act"] is not None:
        yield f"act: {facts['act']}"
    if facts["other_act"]:
        yield "another act"
    if facts["choices"]:
        yield f"in several acts: {', '.join(facts['choices'])}"
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
