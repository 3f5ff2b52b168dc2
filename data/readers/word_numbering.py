"""Automatic list numbers of Word files, computed from the numbering definitions.

After ECMA-376, part 1, 17.9: a list has up to nine levels, each with a start, a format and a
pattern such as ``%1-бап.``; lists of one definition share their counts unless one restarts them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from data.numbering import roman

_LEVELS = 9
# Greater numbers are printed in digits.
_MAX_IN_LETTERS = 99
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_NO_NUMBER = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    """Level of a list. ``restart`` is the level whose number restarts it, 0 for none."""

    start: int
    form: str
    pattern: str
    suffix: str
    restart: int
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """List: its numbering definition, its levels, and the start of each restarted level."""

    definition: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]


class WordNumbers:
    """Counter of the automatic numbers of a document, used paragraph by paragraph in order."""

    def __init__(self, document: Document) -> None:
        """Read the definitions. Raises ValueError if a numeric value is no number."""
        self._lists = _lists(document)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def number(self, paragraph: Paragraph) -> str:
        """Return the printed number of the next paragraph, "" without one."""
        name, depth = self._position(paragraph)
        numbering = self._lists.get(name)
        if numbering is None or depth not in numbering.levels:
            return ""
        self._count(name, numbering, depth)
        return self._format(numbering, depth)

    def _position(self, paragraph: Paragraph) -> tuple[str, int]:
        """Return the list and the level of a paragraph, its own or those of its style."""
        name, depth = _list_and_level(paragraph._p.pPr)
        style, seen = paragraph.style, set[str]()
        while style is not None and (name is None or depth is None) and style.style_id not in seen:
            seen.add(style.style_id)
            style_list, level = _list_and_level(style.element.find(qn("w:pPr")))
            if name is None and style_list is not None:
                name = style_list
                depth = self._style_level(style_list, style.style_id) if depth is None else depth
            depth = level if depth is None else depth
            style = getattr(style, "base_style", None)
        return name or "0", depth or 0

    def _style_level(self, name: str, style: str) -> int | None:
        """Return the level of a list that is linked to a style."""
        levels = self._lists[name].levels if name in self._lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def _count(self, name: str, numbering: _List, depth: int) -> None:
        counts = self._counts.setdefault(numbering.definition, {})
        if name not in self._begun:
            self._begun.add(name)
            for level, start in numbering.restarts.items():
                counts[level] = start - 1
        for level in range(depth):
            if level in numbering.levels:
                counts.setdefault(level, numbering.levels[level].start)
        counts[depth] = counts.get(depth, numbering.levels[depth].start - 1) + 1
        for level in [level for level in counts if level > depth]:
            below = numbering.levels.get(level)
            if below is None or depth < below.restart:
                del counts[level]

    def _format(self, numbering: _List, depth: int) -> str:
        level, counts = numbering.levels[depth], self._counts[numbering.definition]
        if level.form in _NO_NUMBER:
            return ""

        def format_level(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index not in counts or index not in numbering.levels:
                return ""
            form = "decimal" if level.legal else numbering.levels[index].form
            return _format_number(counts[index], form)

        printed = re.sub(r"%([1-9])", format_level, level.pattern)
        return printed and printed + ("" if level.suffix == "nothing" else " ")


def _format_number(value: int, form: str) -> str:
    if not 0 < value <= _MAX_IN_LETTERS:
        return str(value)
    match form:
        case "decimalZero":
            return f"{value:02}"
        case "lowerLetter":
            return _letters(value, ascii_lowercase)
        case "upperLetter":
            return _letters(value, ascii_lowercase).upper()
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
    """Format a number in letters, which are doubled and tripled after the last: z, aa, bb."""
    times, place = divmod(value - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def _lists(document: Document) -> dict[str, _List]:
    """Return the lists of a document by their ids."""
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        return {}
    if not isinstance(part, XmlPart):
        return {}
    root = part.element
    definitions = {
        _value(element, "abstractNumId"): element for element in root.findall(qn("w:abstractNum"))
    }
    lists: dict[str, _List] = {}
    for entry in root.findall(qn("w:num")):
        definition = _child_value(entry, "abstractNumId") or ""
        levels = _levels(_resolve(definition, definitions))
        restarts: dict[int, int] = {}
        for override in entry.findall(qn("w:lvlOverride")):
            depth = int(_value(override, "ilvl") or 0)
            replacement = override.find(qn("w:lvl"))
            if replacement is not None:
                levels[depth] = _level(replacement)
            start = _child_value(override, "startOverride")
            if start is not None:
                restarts[depth] = int(start)
        lists[_value(entry, "numId") or ""] = _List(definition, levels, restarts)
    return lists


def _resolve(definition: str, definitions: Mapping[str | None, _Element]) -> _Element | None:
    """Return a definition, or the one of the numbering style to which it links."""
    found = definitions.get(definition)
    style = None if found is None else _child_value(found, "numStyleLink")
    if style is None:
        return found
    linked = (one for one in definitions.values() if _child_value(one, "styleLink") == style)
    return next(linked, found)


def _levels(definition: _Element | None) -> dict[int, _Level]:
    elements = [] if definition is None else definition.findall(qn("w:lvl"))
    numbered = ((int(_value(element, "ilvl") or 0), element) for element in elements)
    return {depth: _level(element) for depth, element in numbered if 0 <= depth < _LEVELS}


def _level(element: _Element) -> _Level:
    restart = _child_value(element, "lvlRestart")
    legal = element.find(qn("w:isLgl"))
    return _Level(
        start=int(_child_value(element, "start") or 0),
        form=_child_value(element, "numFmt") or "decimal",
        pattern=_child_value(element, "lvlText") or "",
        suffix=_child_value(element, "suff") or "tab",
        restart=_LEVELS if restart is None else int(restart),
        legal=legal is not None and _value(legal, "val") not in ("0", "false", "off"),
        style=_child_value(element, "pStyle"),
    )


def _list_and_level(properties: _Element | None) -> tuple[str | None, int | None]:
    """Return the list and the level in the properties of a paragraph or a style."""
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    if numbering is None:
        return None, None
    depth = _child_value(numbering, "ilvl")
    return _child_value(numbering, "numId"), None if depth is None else int(depth)


def _child_value(element: _Element, name: str) -> str | None:
    child = element.find(qn(f"w:{name}"))
    return None if child is None else _value(child, "val")


def _value(element: _Element, name: str) -> str | None:
    value = element.get(qn(f"w:{name}"))
    return None if value is None else str(value)
