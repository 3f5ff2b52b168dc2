"""The command ``bapta export``."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from data.model import Act
from web.settings import read_settings

FORMATS = ("akn", "html", "jsonl")


@click.command()
@click.argument("act", metavar="ACT")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="akn",
    show_default=True,
    help="Akoma Ntoso XML, an HTML page, or a line of JSON for each provision.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else printed."
)
def export(act: str, form: str, output: Path | None) -> None:
    """Write an act in a format of exchange.

    ACT is an id, or ID@EDITION for an earlier edition. Every provision keeps its eId, text,
    heading and notes. bapta ingest reads Akoma Ntoso back.
    """
    from data.atomic_files import write_bytes
    from data.export.akoma_ntoso import write_akoma_ntoso
    from data.export.copies import write_html_page, write_json_lines
    from web.runtime.composition import compose_corpus

    writers: dict[str, Callable[[Act], bytes]] = {
        "akn": write_akoma_ntoso,
        "html": write_html_page,
        "jsonl": write_json_lines,
    }
    content = writers[form](compose_corpus(read_settings(os.environ)).at(act))
    if output is None:
        click.echo(content, nl=False)
    else:
        write_bytes(output, content)
        click.echo(f"{act} was written to {output}.")
