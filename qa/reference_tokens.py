"""The tokens of a reference: numbers, the words of levels, and what joins them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from qa.number_words import is_cardinal_one, read_number


class Level(IntEnum):
    """The levels of a reference, from the outside in."""

    CHAPTER = 1
    ARTICLE = 2
    PARAGRAPH = 3
    POINT = 4
    PART = 5


@dataclass(slots=True)
class Token:
    """One token; ``used`` once its number belongs to a level."""

    kind: str  # number, bracket, level, joiner, comma, word
    numbers: tuple[str, ...] = ()
    level: Level | None = None
    one: bool = False
    closed: bool = False  # "9)", as points are numbered
    used: bool = False


# Folded words, longest level first; a single letter counts only beside a number.
_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"(?:тарау\w{0,8}|глав[аыеуой]{1,2}|гл|chapters?|ch)$"), Level.CHAPTER),
    (
        re.compile(r"(?:ба[пб](?:[ты]\w{0,9})?|б|стать\w{1,3}|статей|ст|articles?|arts?)$"),
        Level.ARTICLE,
    ),
    (
        re.compile(
            r"(?:тармакш\w{0,9}|тш|подпункт\w{0,3}|подп|пп|sub-?paragraphs?|subparas?|points?|items?)$"
        ),
        Level.POINT,
    ),
    (
        re.compile(r"(?:тарма[кг](?:[ты]\w{0,8})?|т|пункт\w{0,3}|п|paragraphs?|paras?|clauses?)$"),
        Level.PARAGRAPH,
    ),
    (re.compile(r"(?:боли[кг]\w{0,8}|част(?:ь|и|ью|ей|ям|ях)|ч|абзац\w{0,3}|parts?)$"), Level.PART),
)
_JOINERS = frozenset({"жане", "мен", "бен", "пен", "и", "and", "&", ",", "или", "немесе", "or"})
JOINING = ("joiner", "comma")
_FILLERS = frozenset({"№", "no", "номер", "нөмир", "номир", "of", "the", "осы", "занның", "-", "."})
_TOKEN = re.compile(
    r"""
      \(\s*(?P<bracket>\d{1,3}(?:-\d{1,2})?)\s*\)          # (4)
    | (?<=\d)\.(?P<dotted>\d{1,3})(?!\d)                   # 24.3
    | (?P<number>\d{1,4}(?:\s?[-–—]\s?\d{1,3})?)(?P<closed>\))?   # 24  27-1  24-26  9)
      (?:[-–—]\s?(?:[иы]?н?ш[иы]|(?:ы|о|а|г|м|е|ь)?(?:й|я|е|о|го|му|м|х|ю|у))(?![^\W\d_])|(?:st|nd|rd|th)\b)?
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[,&№])
    """,
    re.VERBOSE,
)
_RANGE_LIMIT = 40


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of folded ``text`` in order; words that change nothing are passed over."""
    matches = [m for m in _TOKEN.finditer(text) if m["word"] not in _FILLERS and m["sign"] != "№"]
    words = [m["word"] or "" for m in matches]
    i = 0
    while i < len(matches):
        match = matches[i]
        if bare := match["bracket"] or match["dotted"]:
            yield Token("bracket", (bare,))
        elif match["number"]:
            numbers = tuple(_expand(match["number"]))
            yield Token("number", numbers, closed=match["closed"] is not None)
        elif words[i] in _JOINERS or match["sign"]:
            yield Token("comma" if match["sign"] == "," else "joiner")
        elif level := _level(words[i]):
            yield Token("level", level=level)
        elif (read := read_number(words[i : i + 2]))[1]:
            yield Token("number", (str(read[0]),), one=is_cardinal_one(words[i]))
            i += read[1] - 1
        else:
            yield Token("word")
        i += 1


def _expand(number: str) -> Iterator[str]:
    """ "24-26" is a range (the second is greater); "27-1" is an inserted number."""
    first, _, last = re.sub(r"\s", "", number).replace("–", "-").replace("—", "-").partition("-")
    if not last:
        yield str(int(first))
    elif int(last) > int(first) and int(last) - int(first) <= _RANGE_LIMIT:
        yield from (str(n) for n in range(int(first), int(last) + 1))
    else:
        yield f"{int(first)}-{int(last)}"


def _level(word: str) -> Level | None:
    return next((level for pattern, level in _LEVELS if pattern.match(word)), None)


def is_level(tokens: Sequence[Token], i: int) -> bool:
    """Whether token ``i`` is a level beside a number."""
    return tokens[i].level is not None and any(
        0 <= j < len(tokens) and tokens[j].kind == "number" for j in (i - 1, i + 1)
    )
