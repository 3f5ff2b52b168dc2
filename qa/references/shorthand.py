"""References of numbers without a level word: "24/3", "17(7)", "УК 188", "закон о полиции 24"."""

import re
from collections.abc import Sequence

from qa.references.act_names import NameWord
from qa.references.tokens import is_level_word

NamedSpan = tuple[int, int, bool]
"""The first and last word of an act's name by position, and whether the act is a code."""

_SHORTHAND = re.compile(
    r"(\d{1,3}(?:-\d{1,2})?)\s*(?:[/.]\s*(\d{1,3})|\(\s*(\d{1,3})\s*\))\s*(?:\(\s*(\d{1,3})\s*\))?"
)
_NUMBER = re.compile(r"(\d{1,3}(?:[-^]\d{1,2})?)")
_DIGIT = re.compile(r"\d")
_RAISED = re.compile(r"\d{1,3}\^\d{1,2}")
_DAY = re.compile(r"[0-3]?\d\.(?:0\d|1[0-2])")
_FRACTION = re.compile(r"\W*\d+[/.^]\d+\W*")


def with_level(text: str, words: Sequence[NameWord], named: Sequence[NamedSpan]) -> str:
    """Return the text with "ст." before a number that stands for an article: "УК 188", "24/3"."""
    if not _DIGIT.search(text) or any(is_level_word(word.text) for word in words):
        return text
    used = {n for first, last, _ in named for n in range(first, last + 1)}
    rest = text
    for n in reversed(range(len(words))):
        if n in used or words[n].is_silent:
            rest = rest[: words[n].start] + " " + rest[words[n].end :]
    rest = rest.strip(' ,.?!:;«»"')
    if _DAY.fullmatch(rest):
        return text
    if shorthand := _SHORTHAND.fullmatch(rest):
        return "ст. " + "".join(
            f"({number})" if n else number
            for n, number in enumerate(filter(None, shorthand.groups()))
        )
    for first, last, is_code in named:
        if is_code and (start := _number_beside(words, first, last)) is not None:
            return f"{text[:start]}ст. {text[start:]}"
    is_article = _RAISED.fullmatch(rest) or (named and _NUMBER.fullmatch(rest))
    return f"ст. {rest}" if is_article else text


def is_fraction(text: str) -> bool:
    """Return whether the folded text is only "24/3", "24.3" or "24^3"."""
    return _FRACTION.fullmatch(text) is not None


def _number_beside(words: Sequence[NameWord], first: int, last: int) -> int | None:
    """Return the start of the numbers before or after the name, or None."""
    after = last + 1
    while after < len(words) and words[after].is_silent:
        after += 1
    if after < len(words) and words[after].text[0].isdecimal():
        return words[after].start
    before = first
    while before and words[before - 1].text[0].isdecimal():
        before -= 1
    return words[before].start if before < first else None
