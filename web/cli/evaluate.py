"""``bapta fit``: weights and abstention fitted to development questions, for the data files.

``bapta ask`` and ``bapta evaluate``: questions at the command line.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from data.model import LANGUAGES
from qa.evaluation.dataset import Part, read_questions
from web.cli.progress import progress
from web.settings import read_settings


@click.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.jsonl")
@click.option("--weights", is_flag=True, help="Fit the channels' weights (fusion.toml).")
@click.option("--without-bank", is_flag=True, help="Fit for acts that have no question bank.")
def fit(questions: Path, weights: bool, without_bank: bool) -> None:
    """Fit the abstention model, or the channels' weights, and print the tables to keep."""
    from qa.evaluation import fitting as fitting
    from web.runtime.composition import compose_answerer, compose_corpus

    settings = read_settings(os.environ)
    asked = read_questions(questions, compose_corpus(settings))
    answerer = compose_answerer(settings, (Part.BANK,) if without_bank else ())
    with progress("Questions") as told:
        if weights:
            text = fitting.weights_toml(fitting.fit_weights(answerer, asked, told))
        else:
            models = fitting.fit_models(answerer, asked, told)
            text = "\n\n".join(fitting.model_toml(*one) for one in models.items())
    click.echo(text)


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
    "--explain", is_flag=True, help="Print what each step made of the question, and its time."
)
def ask(
    question: str,
    as_json: bool,
    language: str | None,
    ui: str | None,
    top_k: int,
    acts: tuple[str, ...],
    exact: bool,
    explain: bool,
) -> None:
    """Answer a question.

    With - as QUESTION it is read from standard input, which keeps it out of the shell's history.
    """
    from qa.answer import Question
    from qa.explanation import step_dict
    from qa.query.validation import check_question
    from web.cli.answer_text import answer_text
    from web.cli.explanation_text import explanation_text
    from web.http.translations import read_translations
    from web.runtime.composition import compose_answerer

    settings = read_settings(os.environ)
    # Bytes that are no UTF-8 become lone surrogates, which the check refuses; it is made before the
    # parts are loaded, which takes seconds.
    text = sys.stdin.buffer.read().decode(errors="surrogateescape") if question == "-" else question
    check_question(text)
    answerer = compose_answerer(settings)
    asked = Question(text, language, ui, top_k, acts, exact)
    answer, steps = answerer.explain(asked) if explain else (answerer.ask(asked), ())
    if as_json:
        told = asdict(answer)
        if explain:
            told = {"answer": told, "steps": [step_dict(step) for step in steps]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    wording = read_translations()[ui or answer.language]
    click.echo(answer_text(answer, wording, settings.official_url))
    if explain:
        click.echo(f"\n{explanation_text(steps)}")


@click.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.jsonl")
@click.option(
    "--pool",
    type=click.Path(path_type=Path),
    metavar="PASSAGES.jsonl",
    help="Rank these plain passages and print the figures of each channel.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--misses", is_flag=True, help="List each miss with what every channel ranked.")
@click.option(
    "--without",
    type=click.Choice([part.value for part in Part]),
    multiple=True,
    help="Leave out a part of the method; repeatable.",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save the result of each question in a file.",
)
@click.option(
    "--compare",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Compare with saved results: the figures and each question that changed.",
)
def evaluate(
    questions: Path,
    pool: Path | None,
    as_json: bool,
    misses: bool,
    without: tuple[str, ...],
    save: Path | None,
    compare: Path | None,
) -> None:
    """Measure the answers to questions whose right provisions are known."""
    if pool is None:
        parts = tuple(dict.fromkeys(map(Part, without)))
        figures, lines = _law_figures(questions, parts, save, compare, misses=misses)
    elif misses or without or save or compare:
        raise click.UsageError(
            "--pool cannot be used with --misses, --without, --save or --compare."
        )
    else:
        figures, lines = _pool_figures(pool, questions)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines))


def _law_figures(
    questions: Path,
    without: tuple[Part, ...],
    save: Path | None,
    compare: Path | None,
    *,
    misses: bool,
) -> tuple[dict[str, Any], list[str]]:
    from qa.evaluation import comparison, error_analysis, report
    from qa.evaluation.results_file import Record, check_folder, read_record, write_record
    from qa.evaluation.runner import evaluate, evaluation_dict
    from web.runtime.composition import compose_answerer, compose_corpus

    settings = read_settings(os.environ)
    # What cannot be read or written is told before the long part.
    asked = read_questions(questions, compose_corpus(settings))
    before = None if compare is None else read_record(compare)
    if save is not None:
        check_folder(save)
    answerer = compose_answerer(settings, without)
    exact = Part.REPAIR in without
    with progress("Questions") as told:
        outcomes = evaluate(answerer, asked, told, exact=exact)
    if save is not None:
        write_record(save, Record(without, outcomes))
    figures, lines = evaluation_dict(outcomes), [*report.report(outcomes)]
    if misses:
        missed = error_analysis.find_misses(answerer, outcomes, exact=exact)
        figures["misses"] = [error_analysis.miss_dict(one) for one in missed]
        lines += error_analysis.misses_report(missed)
    if before is not None:
        found = comparison.compare(before.outcomes, outcomes)
        figures["compared"] = comparison.comparison_dict(found, before)
        lines += ["", *comparison.comparison_report(found, before)]
    return figures, lines


def _pool_figures(pool: Path, questions: Path) -> tuple[dict[str, Any], list[str]]:
    from qa.evaluation.passage_pool import evaluate_pool, read_pool
    from qa.retrieval.fusion import standard_weights
    from web.runtime.composition import compose_encoder

    read = read_pool(pool, questions)
    encoder = compose_encoder(read_settings(os.environ))
    with progress("Passages") as told:
        figures = evaluate_pool(read, encoder, standard_weights(bank=False), told)
    lines = [
        f"{channel:8} " + "  ".join(f"{name} {_figure(value)}" for name, value in values.items())
        for channel, values in figures.items()
    ]
    return figures, lines


def _figure(value: float | None) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
