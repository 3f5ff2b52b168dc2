"""References in a question: "24-баптың 3-тармағы", "ст. 24 п. 2", "article 5(4)".

A reference is a path of numbers with levels. It is resolved against an act by exact levels first,
then by the loose words that people use (a "пункт" that the act calls a subparagraph).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import product

from data.act import Act
from qa.fold import fold
from qa.number_words import is_cardinal_one, read_number


class Level(IntEnum):
    """The levels of a reference, from the outside in."""

    CHAPTER = 1
    ARTICLE = 2
    PARAGRAPH = 3
    POINT = 4
    PART = 5


@dataclass(frozen=True, slots=True)
class Reference:
    """One provision as named: numbers as printed ("27-1"), None where the level is not named.

    ``inner`` are bare numbers in brackets after the article, levels not named: "5(4)".
    """

    chapter: str | None = None
    article: str | None = None
    paragraph: str | None = None
    point: str | None = None
    part: str | None = None
    inner: tuple[str, ...] = ()


@dataclass(slots=True)
class _Token:
    kind: str  # number, bracket, level, joiner, word
    numbers: tuple[str, ...] = ()
    level: Level | None = None
    one: bool = False
    used: bool = field(default=False)


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
_FILLERS = frozenset({"№", "no", "номер", "нөмир", "номир", "of", "the", "осы", "занның", "-", "."})
_TOKEN = re.compile(
    r"""
      \(\s*(?P<bracket>\d{1,3}(?:-\d{1,2})?)\s*\)          # (4)
    | (?P<number>\d{1,4}(?:\s?[-–—]\s?\d{1,3})?)\)?         # 24  27-1  24-26  9)
      (?:[-–—]\s?(?:[иы]?н?ш[иы]|(?:ы|о|а|г|м|е|ь)?(?:й|я|е|о|го|му|м|х|ю|у))(?![^\W\d_])|(?:st|nd|rd|th)\b)?
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[,&№])
    """,
    re.VERBOSE,
)
_RANGE_LIMIT = 40


def find_references(text: str) -> tuple[Reference, ...]:
    """Every reference named in ``text``, in the order in which they are named."""
    tokens = list(_tokens(fold(text)))
    first = next((i for i, token in enumerate(tokens) if _is_level(tokens, i)), None)
    if first is None:
        return ()
    number_first = first > 0 and tokens[first - 1].kind == "number"
    groups: list[dict[Level, tuple[str, ...]]] = [{}]
    inner: list[tuple[str, ...]] = [()]
    for i, token in enumerate(tokens):
        if token.level is None:
            continue
        numbers, end = _numbers_of(tokens, i, number_first)
        if not numbers:
            continue
        if token.level in groups[-1]:
            groups.append({})
            inner.append(())
        groups[-1][token.level] = numbers
        if token.level is Level.ARTICLE:
            inner[-1] = tuple(_brackets_after(tokens, end))
    return tuple(_spread(groups, inner))


def resolve(reference: Reference, act: Act) -> str | None:
    """The eId that ``reference`` names in ``act``, or None where the act has no such provision."""
    if reference.article is None:
        chapter = f"chp_{reference.chapter}"
        return chapter if any(c.eid == chapter for c in act.chapters) else None
    eid = f"art_{reference.article}"
    if eid not in act.by_eid:
        return None
    named = (("para", reference.paragraph), ("point", reference.point))
    for kind, number in (*((k, n) for k, n in named if n), *(("", n) for n in reference.inner)):
        child = _child(act, eid, kind, number)
        if child is None:
            return None
        eid = child
    return eid if reference.part is None else _part(act, eid, reference)


def _child(act: Act, eid: str, kind: str, number: str) -> str | None:
    """A numbered child of ``eid``: of that kind, or of the only kind that stands there."""
    kinds = [kind, "point" if kind == "para" else "para"] if kind else ["para", "point"]
    for candidate in (f"{eid}__{name}_{number}" for name in kinds):
        if candidate in act.by_eid:
            return candidate
    return None


def _part(act: Act, eid: str, reference: Reference) -> str | None:
    part = reference.part or ""
    if part == "1":
        return eid
    candidate = f"{eid}__subpara_{part}"
    if candidate in act.by_eid:
        return candidate
    # "ч. 2 ст. 24" is how many say "пункт 2": only where no paragraph is named besides.
    return _child(act, eid, "para", part) if reference.paragraph is None else None


def _tokens(text: str) -> Iterator[_Token]:
    matches = [m for m in _TOKEN.finditer(text) if m["word"] not in _FILLERS and m["sign"] != "№"]
    words = [m["word"] or "" for m in matches]
    i = 0
    while i < len(matches):
        match = matches[i]
        if match["bracket"]:
            yield _Token("bracket", (match["bracket"],))
        elif match["number"]:
            yield _Token("number", tuple(_expand(match["number"])))
        elif words[i] in _JOINERS or match["sign"]:
            yield _Token("joiner")
        elif level := _level(words[i]):
            yield _Token("level", level=level)
        elif (read := read_number(words[i : i + 2]))[1]:
            yield _Token("number", (str(read[0]),), one=is_cardinal_one(words[i]))
            i += read[1] - 1
        else:
            yield _Token("word")
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


def _is_level(tokens: Sequence[_Token], i: int) -> bool:
    return tokens[i].level is not None and any(
        0 <= j < len(tokens) and tokens[j].kind == "number" for j in (i - 1, i + 1)
    )


def _numbers_of(tokens: list[_Token], i: int, number_first: bool) -> tuple[tuple[str, ...], int]:
    """The numbers that belong to the level at ``i``, and the index of the last token used."""
    steps = (-1, 1) if number_first else (1, -1)
    for step in steps:
        numbers: list[str] = []
        j = i + step
        while 0 <= j < len(tokens) and tokens[j].kind == "number" and not tokens[j].used:
            token = tokens[j]
            if step == -1 and token.one:
                break
            token.used = True
            numbers = [*numbers, *token.numbers] if step == 1 else [*token.numbers, *numbers]
            beyond = j + 2 * step
            joined = 0 <= beyond < len(tokens) and tokens[j + step].kind == "joiner"
            if not joined or (step != steps[0] and _beside_level(tokens, beyond, step)):
                break
            j = beyond
        if numbers:
            return tuple(numbers), j
    return (), i


def _beside_level(tokens: Sequence[_Token], j: int, step: int) -> bool:
    """Whether the number at ``j``, beyond a joiner, stands beside a level of its own."""
    neighbour = j + step
    return 0 <= neighbour < len(tokens) and tokens[neighbour].kind == "level"


def _brackets_after(tokens: Sequence[_Token], end: int) -> Iterator[str]:
    for token in tokens[end + 1 :]:
        if token.kind != "bracket":
            return
        yield token.numbers[0]


def _spread(
    groups: Sequence[dict[Level, tuple[str, ...]]], inner: Sequence[tuple[str, ...]]
) -> Iterator[Reference]:
    for group, brackets in zip(groups, inner, strict=True):
        if Level.ARTICLE not in group and set(group) != {Level.CHAPTER}:
            continue
        named = [group.get(level, (None,)) for level in Level]
        for chapter, article, paragraph, point, part in product(*named):
            yield Reference(chapter, article, paragraph, point, part, brackets)
