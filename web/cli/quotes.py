"""The command ``bapta check-quote``."""

import json
import os
import sys

import click

from data.model import LANGUAGES
from web.settings import read_settings


@click.command("check-quote")
@click.argument("quote", metavar="QUOTE")
@click.option("--act", "acts", multiple=True, metavar="ID", help="Search this act only.")
@click.option("--ui", type=click.Choice(LANGUAGES), default="kk", help="Language of labels.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def check_quote(
    context: click.Context, quote: str, acts: tuple[str, ...], ui: str, as_json: bool
) -> None:
    """Check whether a QUOTE is word for word in the corpus; - reads it from standard input.

    White space, case and look-alike letters may differ; nothing else may. Exit status 1 when the
    quote differs or is not in the corpus.
    """
    from dataclasses import asdict

    from qa.quote_verification import QuoteChecker, QuoteVerdict
    from web.runtime.composition import compose_corpus

    corpus = compose_corpus(read_settings(os.environ))
    for act in acts:
        corpus.act(act)
    text = sys.stdin.read() if quote == "-" else quote
    result = QuoteChecker(corpus).check(text, ui, acts)
    if as_json:
        click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    elif result.verdict is QuoteVerdict.EXACT:
        click.echo("Exact.")
        for match in result.matches:
            click.echo(f"{match.citation.label} · {match.citation.act_title}")
            click.echo(f"  {match.citation.url}")
    elif result.nearest is not None:
        nearest = result.nearest.citation
        click.echo(f"Differs from {nearest.label} · {nearest.act_title}:")
        click.echo(f"  {result.nearest.citation.url}")
        marks = {"kept": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
        click.echo("  " + " ".join(marks[run.kind].format(run.text) for run in result.diff))
    else:
        click.echo("Not in this corpus.")
    context.exit(0 if result.verdict is QuoteVerdict.EXACT else 1)
