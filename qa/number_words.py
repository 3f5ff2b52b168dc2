"""Numbers written in words, cardinal and ordinal, from one to ninety-nine."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from qa.fold import fold

# "в одной статье", "бір бапта", "one article" name one article, not article 1.
_CARDINAL_ONE = re.compile(r"(?:бир(?!инш)|оди?н|one$)")


def is_cardinal_one(folded: str) -> bool:
    """Whether the word is the cardinal "one" in kk, ru or en."""
    return bool(_CARDINAL_ONE.match(folded))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    tables = tomllib.loads(files("qa").joinpath("numbers.toml").read_text("utf-8"))
    return tuple(
        (re.compile(fold(stem) + fold(table["endings"])), value)
        for table in tables.values()
        for stem, value in {**table["units"], **table["tens"]}.items()
    )


@lru_cache(maxsize=10_000)
def number_word(folded: str) -> int | None:
    """The value of one folded word ("жиырма", "тортинши", "двадцать", "fourth") or None."""
    return next((value for pattern, value in _patterns() if pattern.fullmatch(folded)), None)


def read_number(words: Sequence[str]) -> tuple[int, int]:
    """The number that begins ``words`` and how many words it takes; (0, 0) where there is none."""
    value = number_word(words[0]) if words else None
    if value is None:
        return 0, 0
    takes_unit = value == 10 or (value >= 20 and value % 10 == 0)
    unit = number_word(words[1]) if takes_unit and len(words) > 1 else None
    if unit is not None and unit < 10:
        return value + unit, 2
    return value, 1
