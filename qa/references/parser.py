"""References in a question: "24-баптың 3-тармағы", "ст. 24 п. 2", "article 5(4)".

A reference is a path of numbers with levels. It is resolved against an act by exact levels first,
then by the loose words that people use (a "пункт" that the act calls a subparagraph).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from data.model import Act
from qa.query.normalization import fold
from qa.references.tokens import JOINING, Level, Token, is_level, merge_ranges, tokenize_reference


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
    preamble: bool = False


@dataclass(slots=True)
class _Group:
    """Levels that are named together, in the order of the text, and bare numbers behind them."""

    levels: dict[Level, tuple[str, ...]] = field(default_factory=dict)
    inner: tuple[str, ...] = ()


_PREAMBLE = re.compile(r"\b(?:кириспе(?:н(?:ин|и|де|ден)|де|ге|си|синде)?|преамбул\w*|preamble)\b")


def find_references(text: str) -> tuple[Reference, ...]:
    """Every reference named in ``text``, in the order in which they are named."""
    folded = merge_ranges(fold(text))
    tokens = list(tokenize_reference(folded))
    first = next((i for i, token in enumerate(tokens) if is_level(tokens, i)), None)
    if first is None:
        return (Reference(preamble=True),) if _PREAMBLE.search(folded) else ()
    before = tokens[first - 1] if first else None
    # In "9) п. 2" the number before the level is that of a point.
    number_first = (
        before is not None
        and before.kind == "number"
        and (not before.closed or tokens[first].level is Level.POINT)
    )
    groups = _grouped(tokens, number_first)
    _complete(groups)
    return tuple(_spread(groups))


def resolve(reference: Reference, act: Act) -> str | None:
    """The eId that ``reference`` names in ``act``, or None where the act has no such provision."""
    if reference.preamble:
        return "preamble" if "preamble" in act.by_eid else None
    if reference.article is None:
        chapter = f"chp_{reference.chapter}"
        return chapter if any(c.eid == chapter for c in act.chapters) else None
    eid = f"art_{reference.article}"
    if eid not in act.by_eid:
        return None
    for kind, number in _path(reference):
        child = _child(act, eid, kind, number)
        if child is None:
            return None
        eid = child
    return eid if reference.part is None else _part(act, eid, reference)


def _path(reference: Reference) -> Iterator[tuple[str, str]]:
    """The steps below the article; in "5(4)" the bracket stands for the paragraph."""
    bare = [("", number) for number in reference.inner]
    if reference.paragraph is not None:
        yield "para", reference.paragraph
    else:
        yield from bare
    if reference.point is not None:
        yield "point", reference.point
    if reference.paragraph is not None:
        yield from bare


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


def _grouped(tokens: list[Token], number_first: bool) -> list[_Group]:
    """The levels with their numbers; a level that comes again, or after "and", begins a group."""
    groups = [_Group()]
    group_of = []
    for i, token in enumerate(tokens):
        if token.level is not None:
            numbers, end = _numbers_of(tokens, i, number_first)
            if numbers:
                said = tokens[min(i, end) - 1].kind if min(i, end) else ""
                if token.level in groups[-1].levels or (said == "joiner" and groups[-1].levels):
                    groups.append(_Group())
                groups[-1].levels[token.level] = numbers
                groups[-1].inner += tuple(_brackets_after(tokens, max(i, end)))
        group_of.append(groups[-1])
    for i, group in enumerate(group_of):
        if _is_bare_point(tokens, i):
            earlier = group.levels.get(Level.POINT, ())
            group.levels[Level.POINT] = (*earlier, *tokens[i].numbers)
    return groups


def _is_bare_point(tokens: Sequence[Token], i: int) -> bool:
    """Whether "9)" stands without its level, behind one ("2-тармақ 9)") or before ("9) п. 2")."""
    token = tokens[i]
    if not token.closed or token.used:
        return False
    before = next((one for one in reversed(tokens[:i]) if one.kind not in JOINING), None)
    behind = before is not None and (before.level is not None or before.used)
    token.used = behind or (i + 1 < len(tokens) and tokens[i + 1].level is not None)
    return token.used


def _complete(groups: Sequence[_Group]) -> None:
    """Give a group the outer levels that only its neighbour names: "16-баптың 1-тармағының 26) және
    2-тармағының 9) тармақшалары" names article 16 twice.
    """
    named = next((list(one.levels) for one in groups if len(one.levels) > 1), [])
    # Kazakh names the article first, Russian last.
    outer_first = named == sorted(named)
    ordered = list(groups if outer_first else reversed(groups))
    for earlier, group in pairwise(ordered):
        if group.levels and Level.ARTICLE not in group.levels:
            outermost = min(group.levels)
            outer = {level: one for level, one in earlier.levels.items() if level < outermost}
            group.levels = outer | group.levels


def _numbers_of(tokens: list[Token], i: int, number_first: bool) -> tuple[tuple[str, ...], int]:
    """The numbers that belong to the level at ``i``, and the index of the last token used."""
    steps = (-1, 1) if number_first else (1, -1)
    for step in steps:
        numbers: list[str] = []
        j = i + step
        while 0 <= j < len(tokens) and tokens[j].kind == "number" and not tokens[j].used:
            token = tokens[j]
            if step == -1 and token.one:
                break
            # Only points are numbered "26)"; the first number may stand before a closing bracket.
            if numbers and token.closed and tokens[i].level is not Level.POINT:
                break
            token.used = True
            numbers = [*numbers, *token.numbers] if step == 1 else [*token.numbers, *numbers]
            beyond = j + 2 * step
            joined = 0 <= beyond < len(tokens) and tokens[j + step].kind in JOINING
            if not joined or (step != steps[0] and _beside_level(tokens, beyond, step)):
                break
            j = beyond
        if numbers:
            return tuple(numbers), j
    return (), i


def _beside_level(tokens: Sequence[Token], j: int, step: int) -> bool:
    """Whether the number at ``j``, beyond a joiner, stands beside a level of its own."""
    neighbour = j + step
    return 0 <= neighbour < len(tokens) and tokens[neighbour].kind == "level"


def _brackets_after(tokens: Sequence[Token], end: int) -> Iterator[str]:
    for token in tokens[end + 1 :]:
        if token.kind != "bracket":
            return
        yield token.numbers[0]


def _spread(groups: Sequence[_Group]) -> Iterator[Reference]:
    for group in groups:
        if Level.ARTICLE not in group.levels and set(group.levels) != {Level.CHAPTER}:
            continue
        named = [group.levels.get(level, (None,)) for level in Level]
        for chapter, article, paragraph, point, part in product(*named):
            yield Reference(chapter, article, paragraph, point, part, group.inner)
