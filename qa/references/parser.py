"""Parser and resolver of references: "24-баптың 3-тармағы", "ст. 24 п. 2", "article 5(4)".

A reference is a path of numbers with levels. It is resolved in an act by exact levels first, then
by the loose terms of everyday use (a "пункт" that the act calls a subparagraph).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product

from data.model import NUMBERED, Act
from qa.references.notation import fold_reference, normalize_notation
from qa.references.tokens import (
    JOINING,
    OPEN,
    Level,
    Token,
    is_level,
    is_level_word,
    tokenize_reference,
)

MAX_REFERENCES = 100
"""Most references of one text; lists of every level multiply."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to one provision: numbers as printed ("27-1"), None for levels without one.

    ``inner`` are numbers in brackets without a level, after the article: "5(4)", or after a full
    stop if ``is_dotted``: "24.3". Letters are Latin, as in eIds. ``is_open`` says that the range
    "18–20" goes on after it, so that the inserted article 18-1 belongs to the range, too.
    """

    chapter: str | None = None
    article: str | None = None
    paragraph: str | None = None
    point: str | None = None
    part: str | None = None
    inner: tuple[str, ...] = ()
    preamble: bool = False
    attachment: str | None = None
    is_dotted: bool = field(default=False, compare=False)
    is_open: bool = field(default=False, compare=False)


@dataclass(slots=True)
class _Group:
    """Levels of one reference in the order of the text, and numbers without a level after them."""

    levels: dict[Level, tuple[str, ...]] = field(default_factory=dict)
    inner: tuple[str, ...] = ()
    is_dotted: bool = False


# Digits, and what the notation makes level words of: "stat'ya", "points a and b", "IIтарау".
_HINT = re.compile(r"\d|stat'|[ivxих]тарау|\b(?:point|item|sub|para|п\w?\s\w\s|подп|пункт|букв)")
_LETTERS = re.compile(r"[^\W\d_]+")
_PREAMBLE = re.compile(r"\b(?:кириспе(?:н(?:ин|и|де|ден)|де|ге|си|синде)?|преамбул\w*|preamble)\b")


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the first ``MAX_REFERENCES`` references in ``text``, in order."""
    return references_in(fold_reference(text))


def references_in(folded: str) -> tuple[Reference, ...]:
    """Return the references in a text that :func:`fold_reference` has folded."""
    if not _may_refer(folded):
        return (Reference(preamble=True),) if _PREAMBLE.search(folded) else ()
    folded = normalize_notation(folded)
    tokens = list(tokenize_reference(folded))
    first = next((i for i, token in enumerate(tokens) if is_level(tokens, i)), None)
    if first is None:
        return (Reference(preamble=True),) if _PREAMBLE.search(folded) else ()
    before = tokens[first - 1] if first else None
    # In "9) п. 2" the number before the level belongs to a point.
    number_first = (
        before is not None
        and before.kind == "number"
        and (not before.is_closed or tokens[first].level is Level.POINT)
    )
    groups = _group_levels(tokens, number_first)
    _add_shared_levels(groups)
    return tuple(islice(_references(groups), MAX_REFERENCES))


def _may_refer(folded: str) -> bool:
    """Return whether a text has a digit or the name of a level, without which it names nothing."""
    return _HINT.search(folded) is not None or any(map(is_level_word, _LETTERS.findall(folded)))


def resolve(reference: Reference, act: Act) -> str | None:
    """Return the eId of ``reference`` in ``act``, or None if there is no such provision."""
    if reference.preamble:
        return "preamble" if "preamble" in act.by_eid else None
    if reference.article is None and reference.attachment is None:
        chapter = f"chp_{reference.chapter}"
        return chapter if any(c.eid == chapter for c in act.chapters) else None
    found = (_resolve_reading(reading, act) for reading in _readings(reference, act))
    return next((eid for eid in found if eid is not None), None)


def inserted_after(eid: str, act: Act) -> Iterator[str]:
    """Yield the eIds of the provisions that were inserted after one: 18-1 and 18-2 after 18."""
    prefix = f"{eid}-"
    for provision in act.provisions:
        if provision.eid.startswith(prefix) and "__" not in provision.eid.removeprefix(prefix):
            yield provision.eid


def _readings(reference: Reference, act: Act) -> Iterator[Reference]:
    """Yield what a reference may mean, the likeliest first.

    "21.1" and "21(1)" are paragraph 1 of article 21, or article 21-1: if the act prints that number
    with a full stop, or if article 21 has no numbers. "пункт 1.2" may be paragraph 1-2, as may the
    end of "статья 22.1.2".
    """
    inserted = None
    if reference.article and reference.inner and reference.inner[0].isdecimal():
        first, *others = reference.inner
        number = f"{reference.article}-{first}"
        inserted = replace(reference, article=number, inner=tuple(others))
        article = act.by_eid.get(f"art_{number}")
        if reference.is_dotted and article is not None and "." in (article.number or ""):
            yield inserted
    yield reference
    if inserted is not None and (reference.is_dotted or not _has_numbers(reference, act)):
        yield inserted
    if reference.paragraph and reference.inner and all(n.isdecimal() for n in reference.inner):
        number = "-".join((reference.paragraph, *reference.inner))
        yield replace(reference, paragraph=number, inner=())
    elif reference.is_dotted and len(reference.inner) > 1:
        yield replace(reference, paragraph="-".join(reference.inner), inner=())


def _has_numbers(reference: Reference, act: Act) -> bool:
    """Return whether the article of a reference has paragraphs or points."""
    article = _article(reference, act)
    return any(p.parent == article and p.kind in NUMBERED for p in act.provisions)


def _resolve_reading(reference: Reference, act: Act) -> str | None:
    article = _article(reference, act)
    if article is None:
        return None
    eid = _below_article(reference, article, act)
    if eid is not None or reference.part is None:
        return eid
    if (reference.paragraph is None) == (reference.point is None):
        return None
    # In "п. 3 ч. 2 ст. 16" the part is paragraph 2, and 3 a point of it.
    point = reference.point or reference.paragraph
    loose = replace(reference, paragraph=reference.part, point=point, part=None)
    return _below_article(loose, article, act)


def _article(reference: Reference, act: Act) -> str | None:
    """Return the eId of the article, or else of the only one with that number in an attachment.

    The articles of a convention are in an attachment to the law that ratifies it. A reference to an
    attachment without an article has that of the attachment.
    """
    if reference.attachment is not None:
        inner = (reference.article,) if reference.article is not None else ()
        below = "__".join((f"att_{reference.attachment}", *(f"art_{n}" for n in inner)))
        return below if below in act.by_eid else None
    eid = f"art_{reference.article}"
    if eid in act.by_eid:
        return eid
    attached = [article.eid for article in act.articles if article.eid.endswith(f"__{eid}")]
    return attached[0] if len(attached) == 1 else None


def _below_article(reference: Reference, article: str, act: Act) -> str | None:
    eid = article
    for kind, number in _path(reference):
        child = _child(act, eid, kind, number)
        if child is None:
            return None
        eid = child
    return eid if reference.part is None else _part(act, eid, reference)


def _path(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the steps below the article; the first bracket of "5(4)" is the paragraph.

    In "clause (b) of article 1(2)" a letter is the number of a point.
    """
    inner = [("", number) for number in reference.inner]
    letter = reference.paragraph or ""
    if letter.isalpha() and reference.point is None:
        yield from inner
        yield "point", letter
        return
    if reference.paragraph is not None:
        yield "para", reference.paragraph
    else:
        yield from inner
    if reference.point is not None:
        yield "point", reference.point
    if reference.paragraph is not None:
        yield from inner


def _child(act: Act, eid: str, kind: str, number: str) -> str | None:
    """Return the eId of a numbered child of ``eid``, of ``kind`` or else of the other kind."""
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
    # "ч. 2 ст. 24" often means paragraph 2, unless a paragraph is named too.
    return _child(act, eid, "para", part) if reference.paragraph is None else None


def _group_levels(tokens: list[Token], number_first: bool) -> list[_Group]:
    """Return the levels with their numbers; a repeated level, or "and", starts a new group."""
    groups = [_Group()]
    group_of = []
    for i, token in enumerate(tokens):
        if token.level is not None:
            numbers, end = _numbers_of(tokens, i, number_first)
            if numbers:
                before = tokens[min(i, end) - 1].kind if min(i, end) else ""
                if token.level in groups[-1].levels or (before == "joiner" and groups[-1].levels):
                    groups.append(_Group())
                groups[-1].levels[token.level] = numbers
                after = list(_brackets_after(tokens, max(i, end)))
                groups[-1].inner += tuple(token.numbers[0] for token in after)
                groups[-1].is_dotted |= any(token.is_dotted for token in after)
        group_of.append(groups[-1])
    for i, group in enumerate(group_of):
        if _is_bare_point(tokens, i):
            earlier = group.levels.get(Level.POINT, ())
            group.levels[Level.POINT] = (*earlier, *tokens[i].numbers)
    return groups


def _is_bare_point(tokens: Sequence[Token], i: int) -> bool:
    """Return whether "9)" follows another level ("2-тармақ 9)") or precedes one ("9) п. 2")."""
    token = tokens[i]
    if not token.is_closed or token.is_used:
        return False
    after = tokens[i + 1].level if i + 1 < len(tokens) else None
    if not token.numbers[0][0].isdecimal() and after in (Level.CHAPTER, Level.ARTICLE):
        # "а) статья 5 б) статья 6" is a list of the asker.
        return False
    before = next((t for t in reversed(tokens[:i]) if t.kind not in JOINING), None)
    is_after_level = before is not None and (before.level is not None or before.is_used)
    token.is_used = is_after_level or after is not None
    return token.is_used


def _add_shared_levels(groups: Sequence[_Group]) -> None:
    """Copy outer levels that are named once to the next group.

    "16-баптың 1-тармағының 26) және 2-тармағының 9) тармақшалары" refers to article 16 twice.
    """
    named = next((list(group.levels) for group in groups if len(group.levels) > 1), [])
    # Kazakh names the article first, Russian last.
    outer_first = named == sorted(named)
    ordered = list(groups if outer_first else reversed(groups))
    for earlier, group in pairwise(ordered):
        if group.levels and Level.ARTICLE not in group.levels:
            outermost = min(group.levels)
            outer = {level: n for level, n in earlier.levels.items() if level < outermost}
            group.levels = outer | group.levels


def _numbers_of(tokens: list[Token], i: int, number_first: bool) -> tuple[tuple[str, ...], int]:
    """Return the numbers of the level at ``i``, and the index of the last token used."""
    steps = (-1, 1) if number_first else (1, -1)
    for step in steps:
        numbers: list[str] = []
        j = i + step
        while 0 <= j < len(tokens) and tokens[j].kind == "number" and not tokens[j].is_used:
            token = tokens[j]
            if step == -1 and token.is_cardinal_one:
                break
            # Only points are numbered "26)"; the first number may precede a closing bracket.
            if numbers and token.is_closed and tokens[i].level is not Level.POINT:
                break
            token.is_used = True
            numbers = [*numbers, *token.numbers] if step == 1 else [*token.numbers, *numbers]
            beyond = j + 2 * step
            is_joined = 0 <= beyond < len(tokens) and tokens[j + step].kind in JOINING
            if not is_joined or (step != steps[0] and _has_own_level(tokens, beyond, step)):
                break
            j = beyond
        if numbers:
            return tuple(numbers), j
    return (), i


def _has_own_level(tokens: Sequence[Token], j: int, step: int) -> bool:
    neighbour = j + step
    return 0 <= neighbour < len(tokens) and tokens[neighbour].kind == "level"


def _brackets_after(tokens: Sequence[Token], end: int) -> Iterator[Token]:
    for token in tokens[end + 1 :]:
        if token.kind != "bracket":
            return
        yield token


def _references(groups: Sequence[_Group]) -> Iterator[Reference]:
    for group in groups:
        is_whole = set(group.levels) == {Level.CHAPTER}
        if not (is_whole or {Level.ARTICLE, Level.ATTACHMENT} & set(group.levels)):
            continue
        named = [group.levels.get(level, (None,)) for level in Level]
        for numbers in product(*named):
            innermost = next((number for number in reversed(numbers) if number), "")
            plain = (None if number is None else number.rstrip(OPEN) for number in numbers)
            attachment, chapter, article, paragraph, point, part = plain
            yield Reference(
                chapter,
                article,
                paragraph,
                point,
                part,
                group.inner,
                attachment=attachment,
                is_dotted=group.is_dotted,
                is_open=innermost.endswith(OPEN) and not group.inner,
            )
