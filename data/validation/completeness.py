"""Findings on a source text that is cut, repeated or made of several acts."""

import re
from collections.abc import Iterator, Sequence

from data.model import Act, Kind, Provision
from data.parsing.layout import is_row
from data.validation.finding import Finding, Severity, error_of

# The words by which an act is enacted; each act has them once, at the end of a line.
_ENACTED = re.compile(
    r"\b(?:ҚАУЛЫ\s+ЕТЕМІН|ҚАУЛЫ\s+ЕТЕДІ|БҰЙЫРАМЫН|ШЕШТІ|ШЕШІМ\s+ҚАБЫЛДАДЫ|ПРИКАЗЫВАЮ"
    r"|ПОСТАНОВЛЯЕТ|ПОСТАНОВЛЯЮ|РЕШИЛ|РЕШИЛА)\s*:?\s*$"
)
_QUOTES = ("«", '"', "“", "„")
# Lines and characters of a run that stands twice in direct succession.
_MIN_LINES = 3
_MIN_LENGTH = 120
_MAX_LINES = 300
# Letters of the last provision; a shorter one may be a signature or a name.
_MIN_LETTERS = 25


def check_completeness(act: Act) -> Iterator[Finding]:
    """Yield a beginning or an end inside a sentence, repeated lines, and several acts in one."""
    lines = [line.strip() for line in act.source_lines]
    first = next(((n, line) for n, line in enumerate(lines, 1) if line), None)
    if first is not None and (is_row(first[1]) or first[1][0].islower()):
        text = "The text begins inside a sentence or a table; its beginning may be missing."
        yield Finding(Severity.ERROR, None, first[0], text)
    last = _last_numbered(act)
    if last is not None and _is_cut(last):
        text = f"The act ends without a full stop, perhaps cut: “…{last.text[-30:]}”."
        yield error_of(last, text)
    yield from _repeated(lines)
    enacted = [n for n, line in enumerate(lines, 1) if _ENACTED.search(line) and not _quoted(line)]
    if len(enacted) > 1:
        text = f"{len(enacted)} enacting clauses stand in the text; it may hold several acts."
        yield Finding(Severity.NOTED, None, enacted[1], text)


def _last_numbered(act: Act) -> Provision | None:
    """Return the last provision if it has a number and nothing follows it."""
    last = act.provisions[-1]
    follows = any(line.strip() for line in act.source_lines[last.lines[1] :])
    numbered = last.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)
    return last if numbered and not (follows or last.repealed) else None


def _is_cut(provision: Provision) -> bool:
    """Return whether the text of the last provision has no final punctuation."""
    text = provision.text.rstrip()
    letters = sum(map(str.isalpha, text))
    return letters >= _MIN_LETTERS and (text[-1].isalnum() or text[-1] in ",-–—(«“")


def _quoted(line: str) -> bool:
    return line.startswith(_QUOTES)


def _repeated(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield a note for the first run of lines that is repeated directly after it."""
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
            yield Finding(Severity.NOTED, None, full[place][0], text)
            return
