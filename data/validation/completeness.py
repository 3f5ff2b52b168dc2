"""Findings on a source text that lacks its beginning, is repeated or made of several acts."""

import re
from collections.abc import Iterator, Sequence

from data.model import Act
from data.parsing.boilerplate import is_enacting
from data.parsing.layout import is_row
from data.validation.finding import Finding, Severity, error_of

# An order speaks of itself so.
_ORDER = re.compile(
    r"\bосы\s+(?:қаулы|бұйрық|шешім)|\bнастоящ\w+\s+(?:постановлени|приказ|решени)",
    re.IGNORECASE,
)
_QUOTES = ("«", '"', "“", "„")
# Characters of a first paragraph, which an act does not repeat.
_MIN_FIRST = 100
# Lines and characters of a run that is there twice in direct succession.
_MIN_LINES = 3
_MIN_LENGTH = 120
_MAX_LINES = 300


def check_completeness(act: Act) -> Iterator[Finding]:
    """Yield a beginning inside a sentence, repeated lines, and several acts in one."""
    lines = [line.strip() for line in act.source_lines]
    first = next(((n, line) for n, line in enumerate(lines, 1) if line), None)
    if first is not None and (is_row(first[1]) or first[1][0].islower()):
        text = "The text begins inside a sentence or a table; its beginning may be missing."
        yield Finding(Severity.ERROR, None, first[0], text)
    yield from _repeated(lines)
    if first is not None and len(first[1]) >= _MIN_FIRST and lines.count(first[1]) > 1:
        text = "The first paragraph stands twice; the file may hold the act twice."
        yield Finding(Severity.ERROR, None, lines.index(first[1], first[0]) + 1, text)
    yield from _not_enacted(act)
    enacted = [n for n, line in enumerate(lines, 1) if is_enacting(line) and not _quoted(line)]
    if len(enacted) > 1:
        text = f"{len(enacted)} enacting clauses stand in the text; it may hold several acts."
        yield Finding(Severity.NOTED, None, enacted[1], text)


def _not_enacted(act: Act) -> Iterator[Finding]:
    """Yield a finding if an order begins with its paragraph 1, without the words that enact it."""
    first = act.provisions[0]
    if first.eid != "para_1" or any(map(is_enacting, act.source_lines)):
        return
    if any(_ORDER.search(provision.text) for provision in act.provisions):
        yield error_of(first, "The order has no enacting clause; its beginning may be missing.")


def _quoted(line: str) -> bool:
    return line.startswith(_QUOTES)


def _repeated(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield an error for the first run of lines that is repeated directly after it."""
    full = [(n, line) for n, line in enumerate(lines, 1) if line]
    words = [line for _, line in full]
    latest: dict[str, int] = {}
    for place, line in enumerate(words):
        before = latest.get(line)
        latest[line] = place
        if before is None or not _MIN_LINES <= place - before <= _MAX_LINES:
            continue
        run = words[before:place]
        if run == words[place : 2 * place - before] and sum(map(len, run)) >= _MIN_LENGTH:
            text = f"{len(run)} lines stand twice, one after the other."
            yield Finding(Severity.ERROR, None, full[place][0], text)
            return
