"""Findings on a source text that lacks its beginning, is repeated or made of several acts."""

import re
from collections.abc import Iterator, Sequence

from data.model import Act
from data.parsing.boilerplate import is_enacting, is_order
from data.parsing.layout import is_row
from data.validation.finding import Finding, Severity, error_of

# An order speaks of itself so.
_ORDER = re.compile(
    r"\bосы\s+(?:қаулы|бұйрық|шешім)|\bнастоящ\w+\s+(?:постановлени|приказ|решени)",
    re.IGNORECASE,
)
# The words that enact an order in Kazakh, in any form and spacing: "шешім етті", "Б Ұ ЙЫРАМЫН".
_ENACTS = re.compile(
    r"қаулы\s*ет|б\s*ұ\s*й\s*ы\s*р|шеш[іi]м\s*(?:қаб|ет)|шешт|шешем[іi]н|қабылда|бекіт\w{1,15}\s*:"
    r"|етем[іi]н|етед[іi]|ұйғар",
    re.IGNORECASE,
)
_QUOTES = ("«", '"', "“", "„")
# Characters of a first paragraph, and lines that follow it where an act stands twice: the title of
# a page is repeated above the act, and its date perhaps, but not the lines below them.
_MIN_FIRST, _FOLLOWING = 100, 3
_ENDS = (".", ";", ":")
_MIN_ENACTING = 60
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
    yield from _begun_again(lines)
    yield from _doubled(lines)
    yield from _not_enacted(act)
    enacted = [n for n, line in enumerate(lines, 1) if is_enacting(line) and not _quoted(line)]
    if len(enacted) > 1:
        text = f"{len(enacted)} enacting clauses stand in the text; it may hold several acts."
        yield Finding(Severity.NOTED, None, enacted[1], text)


def _begun_again(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield an error if the first paragraph and the lines below it, if any, stand twice."""
    full = [(n, line) for n, line in enumerate(lines, 1) if line]
    words = [line for _, line in full]
    if not words or len(words[0]) < _MIN_FIRST:
        return
    begun: set[tuple[str, ...]] = set()
    for place, line in enumerate(words):
        if line != words[0]:
            continue
        run = tuple(words[place : place + 1 + _FOLLOWING])
        if run in begun:
            text = "The first paragraph stands twice; the file may hold the act twice."
            yield Finding(Severity.ERROR, None, full[place][0], text)
            return
        # The file may end within the second act.
        begun.update(run[:length] for length in range(1, len(run) + 1))


def _doubled(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield an error for a long paragraph that stands twice in succession, and an enacting one.

    An order of few paragraphs may stand in its own middle, so that no run of lines is repeated.
    """
    full = [(n, line) for n, line in enumerate(lines, 1) if line and not is_row(line)]
    enacting: set[str] = set()
    before = ""
    for number, line in full:
        is_long = len(line) >= _MIN_FIRST and line.endswith(_ENDS)
        enacts = len(line) >= _MIN_ENACTING and not _quoted(line) and is_order((line,))
        if (is_long and line == before) or (enacts and line in enacting):
            text = f"The paragraph “{line[:40]}…” stands twice."
            yield Finding(Severity.ERROR, None, number, text)
            return
        if enacts:
            enacting.add(line)
        before = line


def _not_enacted(act: Act) -> Iterator[Finding]:
    """Yield a finding if the words that enact an order do not precede its paragraph 1."""
    first = next((p for p in act.provisions if p.eid == "para_1"), None)
    if first is None or any(map(is_enacting, act.source_lines)):
        return
    before = [line for line in act.source_lines[: first.lines[0] - 1] if line.strip()]
    # Text above the paragraph may enact the order in words that only Kazakh is known to use.
    is_known = act.language == "kk" and not is_order(act.source_lines)
    text = " ".join((*before, first.text))
    if first is not act.provisions[0] and (not is_known or not before or _ENACTS.search(text)):
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
