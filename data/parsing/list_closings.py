"""Closings of lists: the words at the end of the last point that govern every point.

Kazakh puts the predicate last: "1) …қорғауға; 2) …көмек көрсетуге міндетті." A closing is a
governing predicate (listed in ``closings.toml``) that ends the first sentence of the last point
while no other point ends in a predicate. A copula includes its complement to the left, up to a
case ending, a postposition, a punctuation mark, or a word with the ending of the other points.
A passive before the predicate belongs to the closing where the word before it ends as the other
points do: "…азайтуға / бағытталуға тиіс".
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.passages import sentence_spans
from data.repair.letter_spacing import WORD

_VERBAL = re.compile(r"[уүю](?:ға|ге)?$")
_LAST_SIGNS = re.compile(r"[\s.;,:!?]+$")
_BARE = frozenset({"verbal"})


@dataclass(frozen=True, slots=True)
class _Rules:
    predicates: tuple[str, ...]
    copulas: frozenset[str]
    stops: frozenset[str]
    passive: re.Pattern[str]
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
        re.compile(rules["passive"]),
        {name: re.compile(pattern) for name, pattern in rules["endings"].items()},
    )


def find_closing(points: Sequence[str], language: str) -> tuple[int, int] | None:
    """Return the half-open span of the closing in the text of the last point, if there is one."""
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
    else:
        start = _passive(last, start, others, rules)
    # A predicate that is the whole point is no closing.
    return (start, end) if last[:start].strip() else None


def _first_sentence(text: str) -> str:
    """Return the first sentence without its final punctuation, a prefix of the text."""
    for start, end in sentence_spans(text):
        return _LAST_SIGNS.sub("", text[start:end])
    return ""


def _predicate(text: str, rules: _Rules) -> str | None:
    return next((p for p in rules.predicates if text.endswith(" " + p)), None)


def _is_finite(text: str, rules: _Rules) -> bool:
    """Return whether a point has a predicate of its own."""
    return _predicate(text, rules) is not None or "finite" in _classes(_last_word(text), rules)


def _endings(texts: Sequence[str], rules: _Rules) -> set[str]:
    return {name for text in texts for name in _classes(_last_word(text), rules)}


def _last_word(text: str) -> str:
    words = WORD.findall(text)
    return words[-1] if words else ""


def _classes(word: str, rules: _Rules) -> set[str]:
    return {name for name, pattern in rules.endings.items() if pattern.search(word)}


def _passive(text: str, start: int, others: Sequence[str], rules: _Rules) -> int:
    """Return the start of a passive before the predicate, which no other point ends in."""
    words = list(WORD.finditer(text, 0, start))[-2:]
    if len(words) < 2 or any(rules.passive.search(_last_word(other)) for other in others):
        return start
    before, last = words
    is_passive = rules.passive.search(last[0]) and not text[last.end() : start].strip()
    ends = {_verbal_ending(_last_word(other)) for other in others}
    is_point = ends == {_verbal_ending(before[0])} and "" not in ends
    return last.start() if is_passive and is_point else start


def _verbal_ending(word: str) -> str:
    """Return "case" for a deed in the dative, "bare" for one in the nominative, else ""."""
    match = _VERBAL.search(word)
    return "" if match is None else "case" if len(match[0]) > 1 else "bare"


def _complement(text: str, start: int, endings: set[str], rules: _Rules) -> int:
    """Return the start of the bare words before a copula; ``endings`` are those of other points."""
    for match in reversed(list(WORD.finditer(text, 0, start))):
        word = match[0]
        between = text[match.end() : start]
        classes = _classes(word, rules)
        if between.strip() or word in rules.stops or classes - _BARE or classes & endings:
            break
        start = match.start()
    return start
