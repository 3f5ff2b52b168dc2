"""Findings on the reading aids of an act that are not shown.

A note names the translation that a person must make again after a new edition; it is no error of
the act.
"""

from collections.abc import Iterator
from pathlib import Path

from data.model import LANGUAGES, Act
from data.reading_aids import AidPart, AidProblem, ReadingAids, UnusedAid
from data.validation.finding import Finding, Severity

_PARTS = {
    AidPart.TITLE: "title of the act",
    AidPart.KIND: "kind of the act",
    AidPart.EDITION: "edition",
    AidPart.HEADING: "heading",
    AidPart.TEXT: "text",
    AidPart.LEAD_IN: "lead-in",
    AidPart.CLOSING: "closing",
}
_REASONS = {
    AidProblem.GONE: "the act no longer has it",
    AidProblem.CHANGED: "its words have changed",
    AidProblem.EMPTY: "the translation is empty",
}


def check_aids(act: Act, *folders: Path) -> tuple[Finding, ...]:
    """Return a note for each reading aid of ``act`` that is not shown.

    Raises AidsError if a file of aids cannot be read.
    """
    return tuple(_findings(act, folders))


def _findings(act: Act, folders: tuple[Path, ...]) -> Iterator[Finding]:
    lines = {chapter.eid: chapter.lines[0] for chapter in act.chapters}
    lines |= {provision.eid: provision.lines[0] for provision in act.provisions}
    for language in LANGUAGES:
        for unused in ReadingAids.for_act(act, language, *folders).unused:
            line = lines.get(unused.eid, 0)
            yield Finding(Severity.NOTED, unused.eid, line, _sentence(unused, language))


def _sentence(unused: UnusedAid, language: str) -> str:
    part, reason = _PARTS[unused.part], _REASONS[unused.problem]
    return f"The {language} translation of the {part} is not shown: {reason}."
