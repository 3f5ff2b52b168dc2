"""The commands ``bapta fit`` and ``bapta evaluate``."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.evaluation.dataset import Part
from web.cli.progress import progress
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from qa.evaluation.bank_folds import Fold


@click.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.jsonl")
@click.option("--weights", is_flag=True, help="Fit the channels' weights (fusion.toml).")
@click.option("--without-bank", is_flag=True, help="Fit for acts that have no question bank.")
@click.option("--folds", is_flag=True, help="Fit to the bank too, asked without each fifth of it.")
def fit(questions: Path, weights: bool, without_bank: bool, folds: bool) -> None:
    """Fit the abstention model, or the channels' weights, and print the tables to keep."""
    from qa.evaluation import fitting
    from qa.evaluation.dataset import read_questions
    from web.runtime.composition import compose_answerer, compose_corpus

    if folds and without_bank:
        raise click.UsageError("--folds cannot be used with --without-bank.")
    settings = read_settings(os.environ)
    asked = read_questions(questions, compose_corpus(settings))
    answerer = compose_answerer(settings, (Part.BANK,) if without_bank else ())
    unseen = _folds(settings) if folds else ()
    with progress("Questions") as report:
        if weights:
            text = fitting.weights_toml(fitting.fit_weights(answerer, asked, report, unseen))
        else:
            models = fitting.fit_models(answerer, asked, report, unseen)
            text = "\n\n".join(fitting.model_toml(*model) for model in models.items())
    click.echo(text)


def _folds(settings: Settings) -> Iterator["Fold"]:
    """Yield the folds of the stored bank, none without a bank."""
    from qa.evaluation.bank_folds import bank_folds
    from web.runtime.composition import (
        compose_answerer,
        compose_bank_index,
        load_shared_resources,
    )

    parts = load_shared_resources(settings)
    bank = compose_bank_index(settings, parts)
    if bank is not None:
        yield from bank_folds(bank, lambda fold: compose_answerer(settings, (), parts, fold=fold))


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
    from qa.evaluation import comparison, dialogue, error_analysis, letter, risk_coverage
    from qa.evaluation.question_set import read_question_set
    from qa.evaluation.report import report as report_lines
    from qa.evaluation.results_file import Record, check_folder, read_record, write_record
    from qa.evaluation.runner import evaluate, evaluation_dict
    from web.runtime.composition import compose_answerer, compose_corpus

    settings = read_settings(os.environ)
    # Files are checked before the questions are asked, which takes minutes.
    asked = read_question_set(questions, compose_corpus(settings))
    if not asked.questions and (misses or save or compare):
        raise click.UsageError("--misses, --save and --compare need single questions.")
    before = None if compare is None else read_record(compare)
    if save is not None:
        check_folder(save)
    answerer = compose_answerer(settings, without)
    exact = Part.REPAIR in without
    figures: dict[str, Any] = {}
    lines: list[str] = []
    with progress("Questions") as report:
        outcomes = evaluate(answerer, asked.questions, report, exact=exact)
    if asked.questions:
        figures = evaluation_dict(outcomes)
        figures["risk_coverage"] = risk_coverage.risk_coverage(outcomes)
        lines += [*report_lines(outcomes), *risk_coverage.risk_report(outcomes)]
    if asked.dialogues:
        with progress("Dialogues") as report:
            turns = dialogue.evaluate_dialogues(answerer, asked.dialogues, report, exact=exact)
        figures["dialogues"] = dialogue.dialogue_dict(turns)
        lines += dialogue.dialogue_report(turns)
    if asked.letters:
        with progress("Letters") as report:
            replies = letter.evaluate_letters(answerer, asked.letters, report, exact=exact)
        figures["letters"] = letter.letter_dict(replies)
        lines += letter.letter_report(replies)
    if save is not None:
        write_record(save, Record(without, outcomes))
    if misses:
        missed = error_analysis.find_misses(answerer, outcomes, exact=exact)
        figures["misses"] = [error_analysis.miss_dict(miss) for miss in missed]
        lines += error_analysis.misses_report(missed)
    if before is not None:
        changes = comparison.compare(before.outcomes, outcomes)
        figures["compared"] = comparison.comparison_dict(changes, before)
        lines += ["", *comparison.comparison_report(changes, before)]
    return figures, lines


def _pool_figures(pool: Path, questions: Path) -> tuple[dict[str, Any], list[str]]:
    from qa.evaluation.passage_pool import evaluate_pool, read_pool
    from qa.retrieval.fusion import standard_weights
    from web.runtime.composition import compose_encoder

    passages = read_pool(pool, questions)
    encoder = compose_encoder(read_settings(os.environ))
    with progress("Passages") as report:
        figures = evaluate_pool(passages, encoder, standard_weights(), report)
    lines = [
        f"{channel:8} " + "  ".join(f"{name} {_figure(value)}" for name, value in values.items())
        for channel, values in figures.items()
    ]
    return figures, lines


def _figure(value: float | None) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
