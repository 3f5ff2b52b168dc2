"""The command ``bapta bench``."""

import json
import os
from pathlib import Path

import click

from web.cli.progress import progress
from web.settings import read_settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--passages",
    "sizes",
    multiple=True,
    default=("10000", "all"),
    show_default=True,
    metavar="N|all",
    help="Also measure with this many passages of the acts in BAPTA_BENCH_DIR; repeatable.",
)
@click.option(
    "--drawn",
    is_flag=True,
    help="Use random vectors for these passages, which is enough to time exact search.",
)
@click.option(
    "--questions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="QUESTIONS.jsonl",
    help="Compare the P@1 of the dense channel with that of sentence-transformers; repeatable.",
)
def bench(as_json: bool, sizes: tuple[str, ...], drawn: bool, questions: tuple[Path, ...]) -> None:
    """Measure latency, load, indexing, start-up and memory, beside the plain recipe."""
    counts = tuple(None if size == "all" else _count(size) for size in sizes)
    from web.bench.report import report
    from web.bench.run import run

    settings = read_settings(os.environ)
    with progress("Texts encoded") as report_progress:
        figures = run(
            settings,
            counts,
            drawn=drawn,
            begin=lambda name: click.echo(f"Measuring: {name} …", err=True),
            progress=report_progress,
            questions=questions,
        )
    click.echo(json.dumps(figures, indent=2) if as_json else "\n".join(report(figures)))


def _count(size: str) -> int:
    if not size.isascii() or not size.isdigit() or not 0 < int(size) < 10**9:
        raise click.BadParameter("must be a number of passages or all", param_hint="--passages")
    return int(size)
