"""``bapta fit``: weights and abstention fitted to development questions, for the data files."""

import os
from pathlib import Path

import click

from web.progress import progress
from web.settings import read_settings


@click.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.jsonl")
@click.option("--weights", is_flag=True, help="Fit the channels' weights (fusion.toml).")
def fit(questions: Path, weights: bool) -> None:
    """Fit the abstention model, or the channels' weights, and print the tables to keep."""
    from qa import fit as fitting
    from qa.question_set import read_questions
    from web.compose import compose_answerer, compose_corpus

    settings = read_settings(os.environ)
    asked = read_questions(questions, compose_corpus(settings))
    answerer = compose_answerer(settings)
    with progress("Questions") as told:
        if weights:
            text = fitting.weights_toml(fitting.fit_weights(answerer, asked, told))
        else:
            text = fitting.model_toml(*fitting.fit_model(answerer, asked, told))
    click.echo(text)
