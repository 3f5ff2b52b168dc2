"""Rules of gaps (``gaps.toml``): bodies, what they do, and numbers."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from qa.drills.number_words import read_amount
from qa.query.normalization import fold, split_words
from qa.query.stemming import stem

OWN = "own"
"""Prefix of the keys of bodies that only the act itself speaks of."""
MAKING_RULES = "rules"
"""Class of the verbs for making rules."""
# Forms of one verb have so many first letters in common.
_VERB_LETTERS = 5


@dataclass(frozen=True, slots=True)
class GapRules:
    """The compiled rules of one language."""

    bodies: Mapping[str, re.Pattern[str]]
    cases: Mapping[str, re.Pattern[str]]
    roles: Mapping[str, re.Pattern[str]]
    families: tuple[frozenset[str], ...]
    numbers: re.Pattern[str]
    immediate: re.Pattern[str]
    no_count: re.Pattern[str]
    no_count_before: re.Pattern[str]
    classes: tuple[frozenset[str], ...]
    making_rules: re.Pattern[str]
    complement: re.Pattern[str]
    open: re.Pattern[str]
    sums: re.Pattern[str]
    cut: re.Pattern[str]
    rate: re.Pattern[str]
    no_term: re.Pattern[str]
    age: re.Pattern[str]
    duties: re.Pattern[str]
    same: tuple[frozenset[str], ...]
    being: re.Pattern[str]
    acts: re.Pattern[str]
    no_name: re.Pattern[str]
    rhythm: re.Pattern[str]
    aged: re.Pattern[str]
    plural: re.Pattern[str]
    no_subject: re.Pattern[str]
    aloof: frozenset[str]
    units: tuple[tuple[re.Pattern[str], float], ...]


@cache
def gap_rules(language: str) -> GapRules:
    """Return the rules of ``language``."""
    table = tomllib.loads(files("qa.drills").joinpath("gaps.toml").read_text("utf-8"))[language]
    before, after, tail = table["before"], table["after"], table["tail"]
    return GapRules(
        {
            key: re.compile(rf"(?<![\w-])(?P<name>{before}(?:{stem}){after}){tail}(?![\w-])")
            for key, stem in table["body"].items()
        },
        {case: re.compile(pattern) for case, pattern in table["cases"].items()},
        {role: re.compile(pattern) for role, pattern in table["role"].items()},
        tuple(frozenset(family) for family in table["families"]),
        re.compile(rf"(?<![\w-]){table['numbers']}(?![\w-])"),
        re.compile(table["immediate"]),
        re.compile(table["no_count"]),
        re.compile(table["no_count_before"]),
        tuple(frozenset(group) for group in table["classes"]),
        re.compile(table["rules"]),
        re.compile(table["complement"]),
        re.compile(table["open"]),
        re.compile(table["sums"]),
        re.compile(table["cut"]),
        re.compile(table["rate"]),
        re.compile(table["no_term"]),
        re.compile(table["age"]),
        re.compile(table["duties"]),
        tuple(frozenset(names) for names in table["same"]),
        re.compile(table["being"]),
        re.compile(table["acts"]),
        re.compile(table["no_name"]),
        re.compile(table["rhythm"]),
        re.compile(table["aged"]),
        re.compile(table["plural"]),
        re.compile(table["no_subject"]),
        frozenset(table["aloof"]),
        tuple(
            (re.compile(rf"(?<![\w-]){unit}(?P<ending>\w*)"), days)
            for unit, days in table["unit"].items()
        ),
    )


def are_related(language: str, one: str, other: str) -> bool:
    """Return whether one body includes or heads the other, or both are one."""
    return one == other or any({one, other} <= family for family in gap_rules(language).families)


def are_same(language: str, one: str, other: str) -> bool:
    """Return whether both names are of one body."""
    return one == other or any({one, other} <= names for names in gap_rules(language).same)


def are_distinct(language: str, one: str, other: str) -> bool:
    """Return whether a statement about one body is none about the other.

    The name of one body of the act's own may be a part of that of another.
    """
    if one.startswith(OWN) and other.startswith(OWN):
        words = [set(key.split()) for key in (one, other)]
        return not (words[0] <= words[1] or words[1] <= words[0])
    return not are_related(language, one, other)


def are_of_one_class(language: str, one: str, other: str) -> bool:
    """Return whether both bodies are of one nature: bodies of the act's own, local bodies."""
    if one.startswith(OWN) or other.startswith(OWN):
        return one.startswith(OWN) and other.startswith(OWN)
    return one == other or any({one, other} <= group for group in gap_rules(language).classes)


@lru_cache(maxsize=8192)
def find_bodies(language: str, text: str) -> tuple[tuple[int, int, str], ...]:
    """Return start, end and key of the bodies named in ``text``, the longest name of each place."""
    found = []
    end = 0
    matches = [
        (match.start(), -match.end(), key)
        for key, pattern in gap_rules(language).bodies.items()
        for match in pattern.finditer(text.lower())
    ]
    for start, negative_end, key in sorted(matches):
        if start >= end:
            end = -negative_end
            found.append((start, end, key))
    return tuple(found)


def says_act(language: str, word: str) -> bool:
    """Return whether the word may say what somebody does; in English every one may."""
    return gap_rules(language).acts.search(word) is not None


def verb_class(language: str, word: str) -> str:
    """Return the beginning of a word for what a body does; those for making rules are one."""
    if gap_rules(language).making_rules.search(word.lower()):
        return MAKING_RULES
    return verb_stem(language, word)


def verb_stem(language: str, word: str) -> str:
    """Return the beginning that the forms of one verb have in common."""
    return stem(fold(word), language)[:_VERB_LETTERS]


def is_plural(language: str, name: str) -> bool:
    """Return whether ``name`` is of several bodies."""
    return gap_rules(language).plural.search(name.lower()) is not None


def is_aloof(language: str, body: str) -> bool:
    """Return whether nobody believes of the body what the act does not have it do."""
    return body in gap_rules(language).aloof


def read_value(language: str, text: str) -> int:
    """Return the one number that ``text`` names, in digits or words, 0 with none or several."""
    words = split_words(text)
    values: set[int] = set()
    while words:
        value, length = read_amount(words, language)
        if length:
            values.add(value)
        words = words[max(length, 1) :]
    return values.pop() if len(values) == 1 else 0
