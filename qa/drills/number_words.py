"""Number words of terms and counts (``number_words.toml``): one to billions, in any case."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

_HUNDRED = 100
_THOUSAND = 1000


def read_amount(words: Sequence[str], language: str = "") -> tuple[int, int]:
    """Return the number at the start of folded ``words`` and its length in words, or (0, 0).

    A number ends before a word that does not go on with it: "five three" is two numbers. Words of
    every language count without ``language``.
    """
    total = group = length = 0
    # What may follow is smaller: a unit after tens, tens after hundreds, thousands after millions.
    room, scale = _THOUSAND, 0
    for word in words:
        value, multiplies = _amount_of(word, language)
        # Of other digits, as "❶" or "²", int() makes nothing.
        if word.isdecimal():
            value, multiplies = int(word), False
            room = 0 if length else max(room, value + 1)
        if multiplies and value >= _THOUSAND:
            if scale and value >= scale:
                break
            total, group = total + max(group, 1) * value, 0
            room, scale = _THOUSAND, value
        elif multiplies:
            if group >= _HUNDRED or (group and group >= value):
                break
            group, room = max(group, 1) * value, value
        elif 0 < value < room:
            group += value
            room = _room_after(value)
        else:
            break
        length += 1
    return total + group, length


def _room_after(value: int) -> int:
    """Return what is greater than any word that goes on with the word ``value``."""
    if value % _HUNDRED == 0:
        return _HUNDRED
    return 10 if value % 10 == 0 else 0


@lru_cache(maxsize=10_000)
def _amount_of(folded: str, language: str) -> tuple[int, bool]:
    """Return the value of one folded word, 0 without one, and whether it multiplies."""
    return next(
        (
            (value, multiplies)
            for of, pattern, value, multiplies in _patterns()
            if language in {"", of} and pattern.fullmatch(folded)
        ),
        (0, False),
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], int, bool], ...]:
    tables = tomllib.loads(files("qa.drills").joinpath("number_words.toml").read_text("utf-8"))
    return tuple(
        (language, re.compile(f"(?:{word}){table['endings']}"), value, part == "times")
        for language, table in tables.items()
        for part in ("value", "times")
        for word, value in table[part].items()
    )
