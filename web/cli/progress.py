"""Progress of long work on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click


class Eta:
    """Estimate of the time left, by the pace since the first report."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Start with no estimate; ``clock`` returns seconds."""
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def left(self, done: int, total: int) -> str:
        """Return the time left in words, after a comma; empty while it is unknown."""
        now = self._clock()
        if self._first is None or done < self._first[1]:
            self._first = now, done
        start, before = self._first
        if done == before or done >= total or now - start < 1:
            return ""
        minutes = (now - start) / (done - before) * (total - done) / 60
        if minutes < 1:
            return ", less than a minute left"
        if minutes < 90:
            return f", about {round(minutes)} min left"
        return f", about {round(minutes / 60)} h left"


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Print how many are done and the time left: on one line of a terminal, else each tenth."""
    is_terminal = sys.stderr.isatty()
    tenth = -1
    eta = Eta()

    def report(done: int, total: int) -> None:
        nonlocal tenth
        now = 10 * done // max(total, 1)
        if is_terminal or now > tenth:
            line = f"{label}: {done} of {total}{eta.left(done, total)}"
            click.echo(f"\r{line}\x1b[K" if is_terminal else line, err=True, nl=not is_terminal)
        tenth = now

    try:
        yield report
    finally:
        if is_terminal and tenth >= 0:
            click.echo(err=True)
