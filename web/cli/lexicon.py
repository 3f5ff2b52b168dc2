"""The command ``bapta lexicon learn``."""

import os
from pathlib import Path

import click

from web.settings import read_settings


@click.group()
def lexicon() -> None:
    """Manage the lexicon that translates the words of questions."""


@lexicon.command()
@click.argument("acts", nargs=-1, metavar="[ACT…]")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; by default the one in BAPTA_HOME, which Bapta uses.",
)
def learn(acts: tuple[str, ...], output: Path | None) -> None:
    """Learn translations of words from the acts that the corpus has in several languages.

    By default from every such act, otherwise from those with the ids ACT. The result contains the
    lexicon of Bapta too.
    """
    from qa.query.lexicon import LANGUAGE_PAIRS, TranslationLexicon, read_links, write_links
    from qa.query.lexicon_learning import learn_links, version_pairs
    from web.accounts.console_trail import record_command
    from web.runtime.composition import compose_corpus

    settings = read_settings(os.environ)
    pairs = version_pairs(compose_corpus(settings), acts)
    for first, second in pairs:
        click.echo(f"{first.id} ({first.language}) and {second.id} ({second.language})", err=True)
    links = learn_links(pairs, prior=read_links())
    path = output or settings.lexicon
    path.parent.mkdir(parents=True, exist_ok=True)
    write_links(links, path)
    learned = TranslationLexicon(links)
    counts = ", ".join(f"{a}–{b} {learned.size(a, b)}" for a, b in LANGUAGE_PAIRS)
    click.echo(f"The lexicon {path} was written; words with a translation: {counts}.")
    if path == settings.lexicon:
        record_command(settings.database_url, "system.lexicon", ", ".join(acts))
        click.echo("A running server loads it.")
    else:
        click.echo(f"Bapta uses it when it is {settings.lexicon}.")
