"""Bearers of norms: who has a right, a duty, a prohibition or a power.

A bearer is recognised by the noun that is the subject of the modal words (``norm_bearers.toml``).
For a point of a list it may be in the lead-in ("Сотрудник обязан:"). A norm that names nobody, or
somebody of no known class, has no bearer.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from data.model import Act, Span
from data.norms import Norm, NormKind, find_norms


class Bearer(StrEnum):
    """Class of those who have rights and duties, in the order in which pages list them.

    ``citizen`` means people and organisations, ``officer`` for officials, ``body`` for state
    bodies.
    """

    CITIZEN = "citizen"
    OFFICER = "officer"
    BODY = "body"
    MINISTER = "minister"


@dataclass(frozen=True, slots=True)
class BorneNorm:
    """Norm with its bearer, None where its words name nobody of a known class."""

    norm: Norm
    bearer: Bearer | None


# Named bearers of no class that pages list: the president, the parliament.
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Case:
    """Form in which a noun is the bearer with the marks that ``marks`` finds."""

    marks: re.Pattern[str]
    noun: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    complaint: re.Pattern[str]
    cases: tuple[_Case, ...]


@cache
def _rules(language: str) -> _Rules | None:
    content = Path(__file__).with_name("norm_bearers.toml").read_text("utf-8")
    table = tomllib.loads(content).get(language)
    if table is None:
        return None
    cases = []
    for case in table["case"]:
        stems = case.get("stems") or table["stems"]
        nouns = "|".join(f"(?P<{bearer}>(?<!\\w)(?:{stems[bearer]}))" for bearer in stems)
        cases.append(_Case(re.compile(case["marks"]), re.compile(f"(?:{nouns}){case['ending']}")))
    return _Rules(re.compile(table["complaint"]), tuple(cases))


def find_borne_norms(act: Act) -> tuple[BorneNorm, ...]:
    """Return the norms of an act with their bearers, in document order."""
    return tuple(BorneNorm(norm, find_bearer(act, norm)) for norm in find_norms(act))


def find_bearer(act: Act, norm: Norm) -> Bearer | None:
    """Return the bearer of a norm of ``act``, or None if its words name none."""
    rules = _rules(act.language)
    if rules is None or norm.kind is NormKind.TIME:
        return None
    lead_in = act.by_eid[norm.eid].lead_in
    # The lead-in of a point governs its first sentence alone.
    governed = lead_in is not None and norm.sentence.start == 0
    spans = (lead_in, norm.sentence) if governed else (norm.sentence, lead_in)
    named = filter(None, (_subject(span, norm.marks, rules) for span in spans if span is not None))
    found = next(named, None)
    if found is None and rules.complaint.search(norm.sentence.text.lower()):
        return Bearer.CITIZEN
    return None if found in (None, _OTHER) else Bearer(found)


def _subject(span: Span, marks: Iterable[Span], rules: _Rules) -> str | None:
    """Return the class of the last noun before the first mark in a fitting case.

    Without one before the mark it is that of the first one after it.
    """
    text = span.text.lower()
    words = " ".join(mark.text.lower() for mark in marks)
    place = min((mark.start - span.start for mark in marks if span.contains(mark)), default=None)
    for case in rules.cases:
        if case.marks.search(words):
            nouns = tuple(case.noun.finditer(text))
            before = [noun for noun in nouns if place is None or noun.start() < place]
            if nouns:
                return (before[-1] if before else nouns[0]).lastgroup
    return None
