"""``bapta fit``: weights and abstention fitted to development questions, for the data files."""

import os
from pathlib import Path

import click

from web.progress import progress
from web.settings import read_settings


@click.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.jsonl")
@click.option("--weights", is_flag=True, help="Fit the channels' weights (fusion.toml).")
@click.option("--without-bank", is_flag=True, help="Fit for acts that have no question bank.")
def fit(questions: Path, weights: bool, without_bank: bool) -> None:
    """Fit the abstention model, or the channels' weights, and print the tables to keep."""
    from qa.evaluation import fitting as fitting
    from qa.evaluation.ablation import Part
    from qa.evaluation.dataset import read_questions
    from web.compose import compose_answerer, compose_corpus

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
