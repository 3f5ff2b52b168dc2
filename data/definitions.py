"""Defined terms of an act: the words that it explains, and the provisions that explain them.

A definition is a point of a list of terms ("хищение – совершенные с корыстной целью …") or a
paragraph that begins with its term. The patterns are in definitions.toml.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.eid import article_of
from data.model import Act, Kind, Provision

# Words of a term outside a list of terms, and fewest words of its meaning: a dash may also stand
# for a verb.
_MAX_FREE_WORDS, _MIN_MEANING = 7, 6
_MAX_LENGTH = 200

_DASH = re.compile(r"\s[–—-]{1,2}\s")
_MEANS = re.compile(r"[\"”»’']\s(?:shall\s)?means?\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_NO_TERM = re.compile(r"[.;:?!]|\d")
_OUTER = " ,«»“”„\"'‘’"


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term and the provision that defines it.

    ``names`` are the wordings of the term: with and without its words in brackets, and its short
    name, which is in brackets after "hereinafter". A term that ``is_listed`` is a point of a list
    of terms; another one begins a paragraph.
    """

    eid: str
    names: tuple[str, ...]
    is_listed: bool


def defined_terms(act: Act) -> tuple[DefinedTerm, ...]:
    """Return the terms that the provisions in force of ``act`` define, in order."""
    return tuple(_terms(act))


def _terms(act: Act) -> Iterator[DefinedTerm]:
    lists = _patterns("lists")[act.language]
    headings = {article.eid for article in act.articles if lists.search(article.heading or "")}
    for provision in act.by_eid.values():
        if provision.repealed or provision.kind is Kind.ATTACHMENT:
            continue
        head = _head(provision.text, act.language)
        if head is None:
            continue
        lead_in = provision.lead_in.text if provision.lead_in else ""
        is_listed = provision.kind is Kind.POINT and (
            article_of(provision.eid) in headings or lists.search(lead_in) is not None
        )
        if is_listed or _is_free_term(provision, head):
            names = tuple(name for name in _names(head, act.language) if name)
            if names:
                yield DefinedTerm(provision.eid, names, is_listed)


def _head(text: str, language: str) -> str | None:
    """Return the words before the first dash outside brackets, None if they are no term."""
    start = text[:_MAX_LENGTH]
    signs = sorted(
        (found for sign in (_DASH, _MEANS) for found in sign.finditer(start)),
        key=lambda found: found.start(),
    )
    for sign in signs:
        head = start[: sign.start()].strip()
        if head.count("(") == head.count(")"):
            plain = _BRACKETS.sub("", head)
            is_term = not _NO_TERM.search(plain) and not _patterns("condition")[language].search(
                plain.strip(_OUTER)
            )
            return head if is_term else None
    return None


def _is_free_term(provision: Provision, head: str) -> bool:
    """Return whether a provision outside a list of terms begins with a term."""
    plain = _BRACKETS.sub("", head)
    return (
        provision.lead_in is None
        and plain[:1].isupper()
        and len(plain.split()) <= _MAX_FREE_WORDS
        and len(provision.text[len(head) :].split()) > _MIN_MEANING
    )


def _names(head: str, language: str) -> Iterator[str]:
    hereinafter = _patterns("hereinafter")[language]
    inside: list[str] = _BRACKETS.findall(head)
    yield _BRACKETS.sub("", head).strip(_OUTER)
    if any(not hereinafter.match(words) for words in inside):
        whole = _BRACKETS.sub(lambda one: "" if hereinafter.match(one[1]) else one[0], head)
        yield re.sub(r"[()]", "", whole).strip(_OUTER)
    for words in inside:
        if short := hereinafter.match(words):
            yield words[short.end() :].strip(_OUTER)


@cache
def _patterns(name: str) -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(Path(__file__).with_name("definitions.toml").read_text("utf-8"))
    return {
        language: re.compile(pattern, re.IGNORECASE) for language, pattern in table[name].items()
    }
