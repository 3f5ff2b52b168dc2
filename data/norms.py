"""Norms: rights, duties, prohibitions, competences and time limits found in provisions.

A norm is recognised by the modal words of a sentence (``norms.toml``). For a point of a list they
may be in the closing ("…көрсетуге міндетті") or in the lead-in ("Сотрудник обязан:").
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from data.eid import ancestors
from data.model import Act, Provision, Span
from data.passages import sentence_spans, with_lead_in_only


class NormKind(StrEnum):
    """Kind of a norm."""

    RIGHT = "right"
    DUTY = "duty"
    PROHIBITION = "prohibition"
    COMPETENCE = "competence"
    TIME = "time"


MODAL = (NormKind.PROHIBITION, NormKind.DUTY, NormKind.RIGHT)


@dataclass(frozen=True, slots=True)
class Norm:
    """Sentence of a provision with the words that determine the kind of the norm.

    ``sentence`` is a slice of the provision's text; ``marks`` are slices of that text, or of the
    lead-in or closing that governs it. A competence known only by its place has no marks.
    """

    kind: NormKind
    eid: str
    sentence: Span
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    modal: tuple[tuple[str, re.Pattern[str]], ...]
    time: re.Pattern[str]
    finite: re.Pattern[str]
    heading: re.Pattern[str]
    body: re.Pattern[str]
    itself: re.Pattern[str]
    power: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules | None:
    table = tomllib.loads(Path(__file__).with_name("norms.toml").read_text("utf-8")).get(language)
    if table is None:
        return None
    modal = tuple(
        (kind, re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w){table['ending']}"))
        for kind, patterns in table["modal"].items()
    )
    time = table["time"]
    number, between = time["number"], time["between"]
    counted = rf"(?:{between}\s+)?{number}(?:[\s-]+{number}|\s+{between})*"
    limit = rf"{counted}[\s-]+{time['unit']}{time['endings']}|{'|'.join(time['words'])}"
    return _Rules(
        modal,
        re.compile(rf"(?<!\w)(?:{limit})(?!\w)"),
        re.compile(table["finite"]),
        re.compile(table["competence_heading"]),
        re.compile(table["body"]),
        re.compile(table["itself"]),
        re.compile(table["power"]),
    )


def find_norms(act: Act) -> tuple[Norm, ...]:
    """Return the norms of an act in document order; none if its language has no rules.

    Repealed provisions have no norms. A sentence has at most one norm of each kind.
    """
    rules = _rules(act.language)
    if rules is None:
        return ()
    return tuple(
        norm
        for provision, lead_in_only in with_lead_in_only(act)
        if provision.quotable and not lead_in_only
        for norm in _norms(act, provision, rules)
    )


def provision_norms(act: Act, eid: str) -> tuple[Norm, ...]:
    """Return the norms of the one provision ``eid``, which is no mere lead-in."""
    rules, provision = _rules(act.language), act.by_eid[eid]
    return tuple(_norms(act, provision, rules)) if rules and provision.quotable else ()


def _norms(act: Act, provision: Provision, rules: _Rules) -> Iterator[Norm]:
    for index, (start, end) in enumerate(sentence_spans(provision.text)):
        sentence = provision.whole.slice(start, end)
        # Lead-in and closing of a point govern its first sentence.
        governing = (provision.lead_in, provision.outer_closing) if index == 0 else ()
        found: dict[NormKind, list[Span]] = {}
        for kind, mark in _modal_words((sentence, *filter(None, governing)), rules):
            found.setdefault(kind, []).append(mark)
        own = rules.itself.search(sentence.text.lower())
        powers = () if own else tuple(_slices(sentence, rules.power))
        if not found and (powers or _is_competence(act, provision, sentence, rules)):
            found[NormKind.COMPETENCE] = list(powers)
        limits = list(_slices(sentence, rules.time))
        if limits:
            found[NormKind.TIME] = limits
        for kind, marks in found.items():
            yield Norm(kind, provision.eid, sentence, tuple(marks))


def _modal_words(spans: Iterable[Span], rules: _Rules) -> Iterator[tuple[NormKind, Span]]:
    for span in spans:
        text = span.text.lower()
        for kind, pattern in rules.modal:
            for match in pattern.finditer(text):
                if kind != "none":
                    yield NormKind(kind), span.slice(*match.span())
            text = pattern.sub(lambda match: "\0" * len(match[0]), text)


def _slices(span: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    for match in pattern.finditer(span.text.lower()):
        yield span.slice(*match.span())


def _is_competence(act: Act, provision: Provision, sentence: Span, rules: _Rules) -> bool:
    """Return whether the sentence states an action of a body in a list of the body's powers."""
    words = re.sub(r"[\s.;,]+$", "", sentence.text.lower())
    if not rules.finite.search(words):
        return False
    if provision.lead_in and rules.body.search(provision.lead_in.text.lower()):
        return True
    lineage = (act.by_eid.get(eid) for eid in (provision.eid, *ancestors(provision.eid)))
    headings = (owner.heading.lower() for owner in lineage if owner is not None)
    return any(rules.heading.search(heading) for heading in headings)
