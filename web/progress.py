"""Progress of long work, told on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Tell how many of ``what`` are done: one line that a terminal rewrites, else each tenth."""
    terminal = sys.stderr.isatty()
    tenth = -1

    def told(done: int, total: int) -> None:
        nonlocal tenth
        now = 10 * done // max(total, 1)
        if terminal or now > tenth:
            click.echo(
                f"\r{what}: {done} of {total}" if terminal else f"{what}: {done} of {total}",
                err=True,
                nl=not terminal,
            )
        tenth = now

    try:
        yield told
    finally:
        if terminal and tenth >= 0:
            click.echo(err=True)
