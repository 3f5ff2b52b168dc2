"""Progress of long work, told on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click


class Eta:
    """How long what is left will take, by what was done since the first look."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """``clock`` gives seconds."""
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def left(self, done: int, total: int) -> str:
        """The time left in words, after a comma; nothing while it cannot be told."""
        now = self._clock()
        if self._first is None or done < self._first[1]:
            self._first = now, done
        began, before = self._first
        if done == before or done >= total or now - began < 1:
            return ""
        minutes = (now - began) / (done - before) * (total - done) / 60
        if minutes < 1:
            return ", less than a minute left"
        if minutes < 90:
            return f", about {round(minutes)} min left"
        return f", about {round(minutes / 60)} h left"


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Tell how many of ``what`` are done, and the time left by the pace of those since the first
    report: one line that a terminal rewrites, else each tenth.
    """
    terminal = sys.stderr.isatty()
    tenth = -1
    pace = Eta()

    def told(done: int, total: int) -> None:
        nonlocal tenth
        now = 10 * done // max(total, 1)
        if terminal or now > tenth:
            line = f"{what}: {done} of {total}{pace.left(done, total)}"
            click.echo(f"\r{line}\x1b[K" if terminal else line, err=True, nl=not terminal)
        tenth = now

    try:
        yield told
    finally:
        if terminal and tenth >= 0:
            click.echo(err=True)
