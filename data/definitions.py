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

# Words of a term outside a list of terms, where a dash may also stand for a verb.
_MAX_FREE_WORDS = 7
_MAX_LENGTH = 200

_DASH = re.compile(r"\s[–—-]{1,2}\s")
_MEANS = re.compile(r"\s(?:means|shall mean|includes)\s")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_QUOTES = "«»“”„\"'"


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term and the provision that defines it.

    ``names`` are the wordings of the term: with and without its words in brackets, and its short
    name, which is in brackets after "hereinafter".
    """

    eid: str
    names: tuple[str, ...]


def defined_terms(act: Act) -> tuple[DefinedTerm, ...]:
    """Return the terms that the provisions in force of ``act`` define, in order."""
    return tuple(_terms(act))


def _terms(act: Act) -> Iterator[DefinedTerm]:
    lists = _patterns("lists")[act.language]
    headings = {
        article.eid
        for article in act.articles
        if article.heading and lists.search(article.heading.lower())
    }
    for provision in act.by_eid.values():
        if provision.repealed or provision.kind is Kind.ATTACHMENT:
            continue
        head = _head(provision.text)
        if head is None:
            continue
        lead_in = provision.lead_in.text.lower() if provision.lead_in else ""
        is_listed = provision.kind is Kind.POINT and (
            article_of(provision.eid) in headings or lists.search(lead_in) is not None
        )
        if is_listed or _is_free_term(provision, head):
            yield DefinedTerm(provision.eid, tuple(_names(head, act.language)))


def _head(text: str) -> str | None:
    """Return the words before the first dash outside brackets, None if they are no term."""
    start = text[:_MAX_LENGTH]
    for sign in (*_DASH.finditer(start), *_MEANS.finditer(start)):
        head = start[: sign.start()]
        if head.count("(") == head.count(")"):
            return None if re.search(r"[.;:?!]", head) else head.strip()
    return None


def _is_free_term(provision: Provision, head: str) -> bool:
    """Return whether a provision outside a list of terms begins with a term."""
    return provision.lead_in is None and len(_BRACKETS.sub("", head).split()) <= _MAX_FREE_WORDS


def _names(head: str, language: str) -> Iterator[str]:
    hereinafter = _patterns("hereinafter")[language]
    inside: list[str] = _BRACKETS.findall(head)
    plain = _BRACKETS.sub("", head).strip(f" ,{_QUOTES}")
    yield plain
    optional = [words for words in inside if not hereinafter.match(words.lower())]
    if optional:
        yield re.sub(r"[()]", "", _without_short_name(head, hereinafter)).strip(f" ,{_QUOTES}")
    for words in inside:
        if short := hereinafter.match(words.lower()):
            yield words[short.end() :].strip(f" ,{_QUOTES}")


def _without_short_name(head: str, hereinafter: re.Pattern[str]) -> str:
    return _BRACKETS.sub(
        lambda found: "" if hereinafter.match(found[1].lower()) else found[0], head
    )


@cache
def _patterns(name: str) -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(Path(__file__).with_name("definitions.toml").read_text("utf-8"))
    return {language: re.compile(pattern) for language, pattern in table[name].items()}
