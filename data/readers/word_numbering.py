"""The numbers that Word counts by itself: they stand in no text, but in the numbering definitions.

Counted after ECMA-376, part 1, 17.9: a list has up to nine levels, each with a start, a format
and a pattern such as ``%1-бап.``; lists of one definition count on, unless one starts anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from data.numbering import roman

_LEVELS = 9
# Above this numbers stay digits: letters would grow without end.
_MAX_IN_LETTERS = 99
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_NO_NUMBER = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list. ``restart`` is the level whose number starts it anew, 0 for none."""

    start: int
    form: str
    pattern: str
    suffix: str
    restart: int
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A list: the definition that it counts with, its levels, and where it starts anew."""

    definition: str
    levels: Mapping[int, _Level]
    anew: Mapping[int, int]


class WordNumbers:
    """Counts the numbers of a document, paragraph after paragraph in its order."""

    def __init__(self, document: Document) -> None:
        """Read the definitions. Raises ValueError where a value is no number."""
        self._lists = _lists(document)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def number(self, paragraph: Paragraph) -> str:
        """What is printed before the words of the next paragraph, "" where nothing is."""
        name, depth = self._place(paragraph)
        counted = self._lists.get(name)
        if counted is None or depth not in counted.levels:
            return ""
        self._count(name, counted, depth)
        return self._printed(counted, depth)

    def _place(self, paragraph: Paragraph) -> tuple[str, int]:
        """The list and the level of a paragraph, its own or those of its style."""
        own = paragraph._p.pPr
        name, depth = _stated(own)
        style, seen = paragraph.style, set[str]()
        while style is not None and (name is None or depth is None) and style.style_id not in seen:
            seen.add(style.style_id)
            styled, level = _stated(style.element.find(qn("w:pPr")))
            if name is None and styled is not None:
                name = styled
                depth = self._linked(styled, style.style_id) if depth is None else depth
            depth = level if depth is None else depth
            style = getattr(style, "base_style", None)
        return name or "0", depth or 0

    def _linked(self, name: str, style: str) -> int | None:
        """The level that a list keeps for a style."""
        levels = self._lists[name].levels if name in self._lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def _count(self, name: str, counted: _List, depth: int) -> None:
        counts = self._counts.setdefault(counted.definition, {})
        if name not in self._begun:
            self._begun.add(name)
            for level, start in counted.anew.items():
                counts[level] = start - 1
        for level in range(depth):
            if level in counted.levels:
                counts.setdefault(level, counted.levels[level].start)
        counts[depth] = counts.get(depth, counted.levels[depth].start - 1) + 1
        for level in [each for each in counts if each > depth]:
            below = counted.levels.get(level)
            if below is None or depth < below.restart:
                del counts[level]

    def _printed(self, counted: _List, depth: int) -> str:
        level, counts = counted.levels[depth], self._counts[counted.definition]
        if level.form in _NO_NUMBER:
            return ""

        def digits(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in counts or at not in counted.levels:
                return ""
            return _written(counts[at], "decimal" if level.legal else counted.levels[at].form)

        printed = re.sub(r"%([1-9])", digits, level.pattern)
        return printed and printed + ("" if level.suffix == "nothing" else " ")


def _written(value: int, form: str) -> str:
    if not 0 < value <= _MAX_IN_LETTERS:
        return str(value)
    match form:
        case "decimalZero":
            return f"{value:02}"
        case "lowerLetter":
            return _letters(value, _LATIN)
        case "upperLetter":
            return _letters(value, _LATIN).upper()
        case "russianLower":
            return _letters(value, _RUSSIAN)
        case "russianUpper":
            return _letters(value, _RUSSIAN).upper()
        case "lowerRoman":
            return roman(value).lower()
        case "upperRoman":
            return roman(value)
    return str(value)


def _letters(value: int, alphabet: str) -> str:
    """After the last letter each is doubled, then trebled: z, aa, bb."""
    times, place = divmod(value - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def _lists(document: Document) -> dict[str, _List]:
    """The lists of a document by their names."""
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        return {}
    if not isinstance(part, XmlPart):
        return {}
    root = part.element
    definitions = {
        _value(each, "abstractNumId"): each for each in root.findall(qn("w:abstractNum"))
    }
    lists: dict[str, _List] = {}
    for entry in root.findall(qn("w:num")):
        definition = _member(entry, "abstractNumId") or ""
        levels = _levels(_resolved(definition, definitions))
        anew: dict[int, int] = {}
        for override in entry.findall(qn("w:lvlOverride")):
            depth = int(_value(override, "ilvl") or 0)
            instead = override.find(qn("w:lvl"))
            if instead is not None:
                levels[depth] = _level(instead)
            start = _member(override, "startOverride")
            if start is not None:
                anew[depth] = int(start)
        lists[_value(entry, "numId") or ""] = _List(definition, levels, anew)
    return lists


def _resolved(definition: str, definitions: Mapping[str | None, _Element]) -> _Element | None:
    """A definition, or that of the numbering style that it stands for."""
    found = definitions.get(definition)
    style = None if found is None else _member(found, "numStyleLink")
    if style is None:
        return found
    return next(
        (each for each in definitions.values() if _member(each, "styleLink") == style), found
    )


def _levels(definition: _Element | None) -> dict[int, _Level]:
    levels = [] if definition is None else definition.findall(qn("w:lvl"))
    numbered = ((int(_value(each, "ilvl") or 0), each) for each in levels)
    return {depth: _level(each) for depth, each in numbered if 0 <= depth < _LEVELS}


def _level(element: _Element) -> _Level:
    restart = _member(element, "lvlRestart")
    legal = element.find(qn("w:isLgl"))
    return _Level(
        start=int(_member(element, "start") or 0),
        form=_member(element, "numFmt") or "decimal",
        pattern=_member(element, "lvlText") or "",
        suffix=_member(element, "suff") or "tab",
        restart=_LEVELS if restart is None else int(restart),
        legal=legal is not None and _value(legal, "val") not in ("0", "false", "off"),
        style=_member(element, "pStyle"),
    )


def _stated(properties: _Element | None) -> tuple[str | None, int | None]:
    """The list and the level that the properties of a paragraph or a style state."""
    stated = None if properties is None else properties.find(qn("w:numPr"))
    if stated is None:
        return None, None
    depth = _member(stated, "ilvl")
    return _member(stated, "numId"), None if depth is None else int(depth)


def _member(element: _Element, name: str) -> str | None:
    """The value of a child of that name."""
    child = element.find(qn(f"w:{name}"))
    return None if child is None else _value(child, "val")


def _value(element: _Element, name: str) -> str | None:
    value = element.get(qn(f"w:{name}"))
    return None if value is None else str(value)
