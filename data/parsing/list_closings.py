"""The closing of a list: the words at the end of its last point that govern every point.

Kazakh puts the predicate last: "1) …қорғауға; 2) …көмек көрсетуге міндетті." The closing is a
governing predicate (the list is in ``closings.toml``) that ends the first sentence of the last
point while no other point ends in a predicate. A copula takes its complement along, as far left
as its words are bare: it stops at a case ending, at a postposition, at a sign, and at a word that
ends as the other points end.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.passages import sentence_spans

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_SIGNS = re.compile(r"[\s.;,:!?]+$")


@dataclass(frozen=True, slots=True)
class _Rules:
    predicates: tuple[str, ...]
    copulas: frozenset[str]
    stops: frozenset[str]
    endings: dict[str, re.Pattern[str]]


@cache
def _rules(language: str) -> _Rules | None:
    table = tomllib.loads(Path(__file__).with_name("closings.toml").read_text("utf-8"))
    rules = table.get(language)
    if rules is None:
        return None
    return _Rules(
        # The longest first, so that "міндетті емес" is not read as "емес" after a point.
        tuple(sorted(rules["predicates"], key=len, reverse=True)),
        frozenset(rules["copulas"]),
        frozenset(rules["stops"]),
        {name: re.compile(pattern) for name, pattern in rules["endings"].items()},
    )


def find_closing(points: Sequence[str], language: str) -> tuple[int, int] | None:
    """Half-open span of the closing in the last of the points' texts, None where there is none."""
    rules = _rules(language)
    if rules is None or len(points) < 2:
        return None
    *others, last = (_first_sentence(text) for text in points)
    predicate = _predicate(last, rules)
    if predicate is None or any(_is_finite(text, rules) for text in others):
        return None
    end = len(last)
    start = end - len(predicate)
    if predicate in rules.copulas:
        start = _complement(last, start, _endings(others, rules), rules)
    # Where nothing is left, the predicate is the point and no closing.
    return (start, end) if last[:start].strip() else None


def _first_sentence(text: str) -> str:
    """The first sentence without its last signs; a slice from the text's beginning."""
    for start, end in sentence_spans(text):
        return _LAST_SIGNS.sub("", text[start:end])
    return ""


def _predicate(text: str, rules: _Rules) -> str | None:
    return next((p for p in rules.predicates if text.endswith(" " + p)), None)


def _is_finite(text: str, rules: _Rules) -> bool:
    """Whether a point has a predicate of its own."""
    return _predicate(text, rules) is not None or "finite" in _classes(_last_word(text), rules)


def _endings(texts: Sequence[str], rules: _Rules) -> set[str]:
    return {name for text in texts for name in _classes(_last_word(text), rules)}


def _last_word(text: str) -> str:
    words = _WORD.findall(text)
    return words[-1] if words else ""


def _classes(word: str, rules: _Rules) -> set[str]:
    return {name for name, pattern in rules.endings.items() if pattern.search(word)}


def _complement(text: str, start: int, alike: set[str], rules: _Rules) -> int:
    """Where the bare words before a copula begin."""
    for match in reversed(list(_WORD.finditer(text, 0, start))):
        word = match[0]
        between = text[match.end() : start]
        if between.strip() or word in rules.stops or _classes(word, rules) - _BARE:
            break
        if _classes(word, rules) & alike:
            break
        start = match.start()
    return start


_BARE = frozenset({"verbal"})
