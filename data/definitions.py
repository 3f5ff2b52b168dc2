"""Defined terms of an act: the words that it explains, and the provisions that explain them.

A definition is a point of a list of terms ("хищение – совершенные с корыстной целью …") or a
paragraph that begins with its term. The patterns are in definitions.toml.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.eid import article_of
from data.model import Act, Kind, Provision

# Words of a term outside a list of terms, and fewest words of its meaning: a dash may also stand
# for a verb.
_MAX_FREE_WORDS, _MIN_MEANING = 7, 6
_MAX_LENGTH = 450

# A dash has a space on both sides or, misprinted, on one.
_DASH = re.compile(r"\s[–—−-]{1,2}\s|\s[–—−](?=\w)|(?<=\w)[–—−]\s")
_MEANS = re.compile(r"[\"”»’']\s(?:shall\s)?means?\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_AND = re.compile(r"\s*,\s+|\s+(?:и|или|және|мен|бен|пен|and|or)\s+")
_NOT_INSTEAD = re.compile(r"(?:и|или|және|немесе|and|or)\s", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[ыие]|[лдт][ае]р)$")
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
        lead_in = provision.lead_in.text if provision.lead_in else ""
        is_listed = provision.kind is Kind.POINT and (
            article_of(provision.eid) in headings or lists.search(lead_in) is not None
        )
        head = _head(provision.text, act.language)
        if not is_listed:
            is_free = head is not None and _is_free_term(provision, head)
            head = _explained(provision, act.language) or (head if is_free else None)
        if head is not None and (names := _names(head, act.language)):
            yield DefinedTerm(provision.eid, names, is_listed)


def _explained(provision: Provision, language: str) -> str | None:
    """Return the term with which a provision begins that defines it in words, without a dash."""
    if provision.lead_in is not None:
        return None
    start = provision.text[:_MAX_LENGTH]
    for pattern in _phrases()[language]:
        if found := pattern.match(start):
            head = found["term"].strip(_OUTER)
            return head if len(_BRACKETS.sub("", head).split()) <= _MAX_FREE_WORDS else None
    return None


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


def _names(head: str, language: str) -> tuple[str, ...]:
    """Return the wordings of a term, none twice."""
    hereinafter = _patterns("hereinafter")[language]
    whole = _BRACKETS.sub(lambda one: "" if hereinafter.match(one[1]) else one[0], head)
    names = [_BRACKETS.sub("", whole), re.sub(r"[()]", "", whole), *_instead(whole)]
    names += [
        words[short.end() :]
        for words in _BRACKETS.findall(head)
        if (short := hereinafter.match(words))
    ]
    names += _parts(names[0])
    bare = (" ".join(name.split()).strip(_OUTER) for name in names)
    return tuple(name for name in dict.fromkeys(bare) if name)


def _instead(head: str) -> Iterator[str]:
    """Yield ``head`` with words in brackets for the one before, and last words in brackets alone.

    "опорная школа (ресурсный центр)" is also a "ресурсный центр", but "семьи (граждане)" are not
    all "граждане".
    """
    for found in _BRACKETS.finditer(head):
        if _NOT_INSTEAD.match(found[1]):
            continue
        rest = head[found.end() :]
        yield _BRACKETS.sub("", " ".join((*head[: found.start()].split()[:-1], found[1], rest)))
        if not rest.strip() and not _PLURAL.search(found[1].lower()):
            yield found[1]


def _parts(name: str) -> list[str]:
    """Return the terms of two or more that share a word: "крупный ущерб и крупный размер"."""
    parts = [part.split() for part in _AND.split(name)]
    if len(parts) == 1 or len(parts[0]) == 1 or len({len(part) for part in parts}) > 1:
        return []
    is_shared = any(len({part[at] for part in parts}) == 1 for at in (0, -1))
    return [" ".join(part) for part in parts] if is_shared else []


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("definitions.toml").read_text("utf-8"))


@cache
def _patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    return {
        language: re.compile(pattern, re.IGNORECASE) for language, pattern in _table()[name].items()
    }


@cache
def _phrases() -> Mapping[str, Sequence[re.Pattern[str]]]:
    return {
        language: [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        for language, patterns in _table()["phrases"].items()
    }
