"""Tokens of references: numbers in digits and words, ranges, level words and joiners."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files

from data.eid import eid_number
from qa.query.normalization import fold

# "в одной статье", "бір бапта", "one article" name one article, not article 1.
_CARDINAL_ONE = re.compile(r"(?:бир(?!инш)|оди?н|one$)")


def is_cardinal_one(folded: str) -> bool:
    """Return whether the word is the cardinal "one" in kk, ru or en."""
    return bool(_CARDINAL_ONE.match(folded))


@cache
def _number_patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    tables = tomllib.loads(files("qa.references").joinpath("numbers.toml").read_text("utf-8"))
    return tuple(
        (re.compile(fold(stem) + fold(table["endings"])), value)
        for table in tables.values()
        for stem, value in {**table["units"], **table["tens"]}.items()
    )


@lru_cache(maxsize=10_000)
def number_word(folded: str) -> int | None:
    """Return the value of one folded word ("жиырма", "тортинши", "fourth"), 1 to 99, or None."""
    return next((value for pattern, value in _number_patterns() if pattern.fullmatch(folded)), None)


def read_number(words: Sequence[str]) -> tuple[int, int]:
    """Return the number at the start of ``words`` and its length in words, or (0, 0)."""
    value = number_word(words[0]) if words else None
    if value is None:
        return 0, 0
    takes_unit = value == 10 or (value >= 20 and value % 10 == 0)
    unit = number_word(words[1]) if takes_unit and len(words) > 1 else None
    if unit is not None and unit < 10:
        return value + unit, 2
    return value, 1


# On folded text; each becomes "24-26" next to its level word.
_RANGES = (
    # 24-баптан 26-бапқа дейін
    (
        r"(\d+)\s?-?\s?(бап|тармак|тармакша)[тд]ан\s+(\d+)\s?-?\s?\2[кг]а\s+дейин\w*",
        r"\1-\3-\2",
    ),
    # 24-тен 26-ға дейінгі баптар
    (r"(\d+)\s?-?\s?[тдн][ае]н\s+(\d+)\s?-?\s?[кг][ае]\s+дейин\w*", r"\1-\2"),
    # со статьи 24 по статью 26, from article 24 to article 26
    (
        r"\b(?:со?|от|from)\s+(\w+)\s+(\d+)\s+(?:по|до|to)\s+[^\W\d]+\s+(\d+)\b",
        r"\1 \2-\3",
    ),
    # с 24 по 26 статью
    (r"\b(?:со?|от)\s+(\d+)(?:-?[йяе])?\s+(?:по|до)\s+(\d+)\b", r"\1-\2"),
    (r"\b(\d+)\s+(?:to|through)\s+(\d+)\b", r"\1-\2"),
)
_RANGE_PATTERNS = tuple((re.compile(pattern), digits) for pattern, digits in _RANGES)


def merge_ranges(folded: str) -> str:
    """Return ``folded`` with ranges in words ("с 24 по 26 статью", "24 to 26") as "24-26"."""
    for pattern, digits in _RANGE_PATTERNS:
        folded = pattern.sub(digits, folded)
    return folded


class Level(IntEnum):
    """The levels of a reference, outermost first."""

    ATTACHMENT = 1
    CHAPTER = 2
    ARTICLE = 3
    PARAGRAPH = 4
    POINT = 5
    PART = 6


@dataclass(slots=True)
class Token:
    """One token; ``is_used`` is set when its number is assigned to a level."""

    kind: str  # number, bracket, level, joiner, comma, word
    numbers: tuple[str, ...] = ()
    level: Level | None = None
    is_cardinal_one: bool = False
    is_closed: bool = False  # "9)", the form of points
    is_dotted: bool = False  # "24.3", which may be article 24-3
    is_used: bool = False


# Folded words. Points precede paragraphs, since "тармакша" begins like "тармак".
# The Kazakh words for an article, which stand after its number.
_ARTICLE_AFTER = r"ба[бп](?:[ты]\w{0,9})?|бап(?:ка|пен)"
_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (
        re.compile(r"(?:косымша\w{0,8}|приложени\w{1,3}|annex(?:es)?|appendix|attachments?)$"),
        Level.ATTACHMENT,
    ),
    (
        re.compile(r"(?:тарау\w{0,8}|глав[аыеуойми]{1,3}|гл|chapters?|ch|glav[aye])$"),
        Level.CHAPTER,
    ),
    (
        re.compile(
            rf"(?:{_ARTICLE_AFTER}|б|стать\w{{1,3}}|статей|ст|articles?|arts?|sections?|sec|ct"
            r"|stat(?:[iyj]a|[iyj]?[ei]|[iyj]u|ey))$"
        ),
        Level.ARTICLE,
    ),
    (
        re.compile(
            r"(?:тармакш\w{0,9}|тш|подпункт\w{0,3}|подп|пп|букв[аыу]|sub-?paragraphs?|subparas?|points?|items?|podpunkt[aue]?)$"
        ),
        Level.POINT,
    ),
    (
        re.compile(
            r"(?:тарма[кг](?:[ты]\w{0,8})?|т|пункт\w{0,3}|п|paragraphs?|paras?|clauses?|punkt[aue]?)$"
        ),
        Level.PARAGRAPH,
    ),
    (re.compile(r"(?:боли[кг]\w{0,8}|част(?:ь|и|ью|ей|ям|ях)|ч|абзац\w{0,3}|parts?)$"), Level.PART),
)
# Levels whose number may be in brackets.
_BRACKETED = (Level.PARAGRAPH, Level.POINT)
_JOINERS = frozenset({"жане", "мен", "бен", "пен", "и", "and", "&", ",", "или", "немесе", "or"})
JOINING = ("joiner", "comma")
_FILLERS = frozenset({"№", "no", "номер", "нөмир", "номир", "of", "the", "осы", "занның", "-", "."})
# The words for an article that stand before a number; a lookbehind has one length.
_ARTICLE_BEFORE = (
    "статья статьи статье статью статьей статьею статьям статьями статьях статей ст ct "
    "article articles art arts section sections sec"
)
_BEFORE_LONG = "|".join(
    rf"(?<=(?<!\w){word}{gap})"
    for word in _ARTICLE_BEFORE.split()
    for gap in (r"\s", r"\.", r"\.\s")
)
_TOKEN = re.compile(
    rf"""
      \(\s*(?P<bracket>\d{{1,3}}(?:-\d{{1,2}})?|[^\W\d_]|[ivx]{{2,5}})\s*\)   # (4)  (b)  (ii)
    | (?<!\w)(?P<letter>[^\W\d_]|[ivx]{{2,5}})\)            # b)  iv)
    | (?:(?<=\d)[./]|(?<=\s)\.)(?P<dotted>\d{{1,3}})(?!\d)   # 24.3  24/3  24-бап .3
    | (?P<far>\d{{5}}\s?[-–—]\s?\d{{5}})(?!\d)              # 10000-10005
    | (?P<long>                                           # no number of a provision, but
        (?!\d{{5}}(?!\d) (?:\s?-?\s?(?:{_ARTICLE_AFTER})(?!\w) | -б(?!\w)))
        (?!(?:{_BEFORE_LONG}) \d{{5}}(?!\d))
        \d{{5,}}                                          # "10000-бап", "article 10000"
      )
    | (?P<number>\d{{1,5}}(?:[a-z](?!\w)|\^\d{{1,2}}|\s?[-–—]\s?\d{{1,3}})?)(?P<closed>\))?
                                                        # 24  21a  21^1  27-1  24-26  9)
      (?:[-–—]\s?(?:[иы]?н?ш[иы]|(?:ы|о|а|г|м|е|ь)?(?:й|я|е|о|го|му|м|х|ю|у))(?![^\W\d_])|(?:st|nd|rd|th)\b)?
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[,&№])
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_MAX_RANGE = 40
_LONG = 5
# Folded words after a number that is no article: an amount.
_AMOUNTS = re.compile(
    r"(?:тенге|тг|руб|доллар|евро|сом|аек|мрп|адам|час|тысяч|мын|кг|км|метр|номер|номир"
    r"|tenge|dollar|rub|kg|km)"
)
OPEN = "+"
"""After a number of a range: the numbers inserted after it ("18-1") belong to the range, too."""


def tokenize_reference(text: str) -> Iterator[Token]:
    """Yield the tokens of folded ``text`` in order, without fillers."""
    matches = [m for m in _TOKEN.finditer(text) if m["word"] not in _FILLERS and m["sign"] != "№"]
    words = [m["word"] or "" for m in matches]
    listed = _listed_articles(matches)
    i = 0
    while i < len(matches):
        match = matches[i]
        if i in listed:
            yield Token("number", tuple(_expand(match[0])))
        elif number := match["bracket"] or match["dotted"]:
            is_own = i > 0 and match["bracket"] and _level(words[i - 1]) in _BRACKETED
            # In "point (b)" the bracket is the number of the level, in "5(4)" one below it.
            yield Token(
                "number" if is_own else "bracket",
                (eid_number(number),),
                is_closed=bool(is_own),
                is_dotted=match["dotted"] is not None,
            )
        elif match["letter"]:
            yield Token("number", (eid_number(match["letter"]),), is_closed=True)
        elif match["number"]:
            numbers = tuple(_expand(match["number"]))
            yield Token("number", numbers, is_closed=match["closed"] is not None)
        elif words[i] in _JOINERS or match["sign"]:
            yield Token("comma" if match["sign"] == "," else "joiner")
        elif level := _level(words[i]):
            yield Token("level", level=level)
        elif (parsed := read_number(words[i : i + 2]))[1]:
            is_one = is_cardinal_one(words[i])
            yield Token("number", (str(parsed[0]),), is_cardinal_one=is_one)
            i += parsed[1] - 1
        else:
            yield Token("word")
        i += 1


def _listed_articles(matches: Sequence[re.Match[str]]) -> set[int]:
    """Return the places of long numbers beside an article's ("статьях 10000 и 10001").

    The number of an article has its word next to it, or is in a list with such a number.
    """
    places = range(len(matches))
    articles = {i for i in places if _is_article_range(matches, i)}
    for order in (places, reversed(places)):
        for i in order:
            if _is_long(matches[i]["number"]) or _is_listed(matches, i, articles):
                articles.add(i)
    return {i for i in articles if not matches[i]["number"]}


def _is_listed(matches: Sequence[re.Match[str]], i: int, articles: set[int]) -> bool:
    """Return whether a long number that is no amount is joined to the number of an article."""
    if not _is_long(matches[i]["long"]) or _is_amount(matches, i):
        return False
    return any(_is_joiner(matches, i + step) and i + 2 * step in articles for step in (-1, 1))


def _is_long(number: str | None) -> bool:
    return number is not None and len(number) == _LONG and number.isdecimal()


def _is_article_range(matches: Sequence[re.Match[str]], i: int) -> bool:
    """Return whether a range of long numbers has the word for an article beside it.

    Salaries and telephone numbers are no range of articles.
    """
    if matches[i]["far"] is None or _is_amount(matches, i):
        return False
    first, last = (int(number) for number in _DIGITS.findall(matches[i]["far"]))
    words = (matches[j]["word"] or "" for j in (i - 1, i + 1) if 0 <= j < len(matches))
    return 0 < last - first <= _MAX_RANGE and Level.ARTICLE in map(_level, words)


def _is_joiner(matches: Sequence[re.Match[str]], i: int) -> bool:
    return 0 <= i < len(matches) and (matches[i]["word"] or matches[i][0]) in _JOINERS


def _is_amount(matches: Sequence[re.Match[str]], i: int) -> bool:
    word = matches[i + 1]["word"] if i + 1 < len(matches) else None
    return word is not None and _AMOUNTS.match(word) is not None


def _expand(number: str) -> Iterator[str]:
    """Yield the numbers of a range ("24-26"), or one number ("27-1" is an inserted one).

    All numbers of a range but the last have the sign `OPEN`.
    """
    if not number[-1].isdecimal():
        yield number
        return
    if "^" in number:
        yield number.replace("^", "-")
        return
    first, _, last = re.sub(r"\s", "", number).replace("–", "-").replace("—", "-").partition("-")
    if not last:
        yield str(int(first))
    elif int(last) > int(first) and int(last) - int(first) <= _MAX_RANGE:
        yield from (f"{n}{OPEN}" for n in range(int(first), int(last)))
        yield str(int(last))
    else:
        yield f"{int(first)}-{int(last)}"


def is_level_word(folded: str) -> bool:
    """Return whether the word is the name of a level: "бап", "статья", "paragraph"."""
    return _level(folded) is not None


@lru_cache(maxsize=10_000)
def _level(word: str) -> Level | None:
    return next((level for pattern, level in _LEVELS if pattern.match(word)), None)


def is_level(tokens: Sequence[Token], i: int) -> bool:
    """Return whether token ``i`` is a level next to a number."""
    return tokens[i].level is not None and any(
        0 <= j < len(tokens) and tokens[j].kind == "number" for j in (i - 1, i + 1)
    )
