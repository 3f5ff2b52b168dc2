"""Formats of the runs of a Word file, their own or those of their styles."""

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

_OFF = ("0", "false", "off", "none")
# Half-points: smaller letters cannot be seen.
_MIN_SIZE = 4
_MAX_STYLES = 50


class RunFormats:
    """Resolver of the formats of runs: direct, of the character style, of the paragraph style."""

    def __init__(self, document: Document) -> None:
        """Read the styles of the document."""
        styles = document.styles.element
        self._styles = {
            style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))
        }
        self._default = next(
            (
                style
                for style in self._styles.values()
                if style.get(qn("w:type")) == "paragraph"
                and style.get(qn("w:default")) in ("1", "true", "on")
            ),
            None,
        )
        self._cached: dict[tuple[str, str | None, str | None], _Element | None] = {}

    def is_contents_line(self, paragraph: _Element) -> bool:
        """Return whether a paragraph is a line of a table of contents by its style."""
        style = self._styles.get(_style_id(paragraph.find(qn("w:pPr")), "pStyle"))
        name = None if style is None else style.find(qn("w:name"))
        return name is not None and (name.get(qn("w:val")) or "").lower().startswith("toc ")

    def is_hidden(self, run: _Element, paragraph: _Element) -> bool:
        """Return whether a run is hidden or has no visible size."""
        if self._is_on(run, paragraph, "vanish"):
            return True
        size = self._value(run, paragraph, "sz")
        return size is not None and size.isdigit() and int(size) < _MIN_SIZE

    def is_struck(self, run: _Element, paragraph: _Element) -> bool:
        return self._is_on(run, paragraph, "strike") or self._is_on(run, paragraph, "dstrike")

    def is_pale(self, run: _Element, paragraph: _Element) -> bool:
        """Return whether a run has white letters without a shading or highlight of its own."""
        if (self._value(run, paragraph, "color") or "").upper() != "FFFFFF":
            return False
        shaded = (run.find(qn("w:rPr")), paragraph.find(qn("w:pPr")))
        return not any(
            properties is not None
            and (
                properties.find(qn("w:shd")) is not None
                or properties.find(qn("w:highlight")) is not None
            )
            for properties in shaded
        ) and not any(cell.find(f".//{qn('w:shd')}") is not None for cell in _cells(paragraph))

    def is_raised(self, run: _Element, paragraph: _Element) -> bool:
        """Return whether a run is a superscript or is set higher in small letters."""
        if self._value(run, paragraph, "vertAlign") == "superscript":
            return True
        position = self._value(run, paragraph, "position") or ""
        return position.isdigit() and int(position) > 3

    def _is_on(self, run: _Element, paragraph: _Element, name: str) -> bool:
        element = self._find(run, paragraph, name)
        return element is not None and (element.get(qn("w:val")) or "1") not in _OFF

    def _value(self, run: _Element, paragraph: _Element, name: str) -> str | None:
        element = self._find(run, paragraph, name)
        value = None if element is None else element.get(qn("w:val"))
        return None if value is None else str(value)

    def _find(self, run: _Element, paragraph: _Element, name: str) -> _Element | None:
        """Return the property ``name`` that holds for a run, None without one."""
        properties = run.find(qn("w:rPr"))
        found = None if properties is None else properties.find(qn(f"w:{name}"))
        if found is not None:
            return found
        own = _style_id(properties, "rStyle")
        above = _style_id(paragraph.find(qn("w:pPr")), "pStyle")
        key = (name, own, above)
        if key not in self._cached:
            self._cached[key] = self._in_styles(own, name)
            if self._cached[key] is None:
                self._cached[key] = self._in_styles(above, name, self._default)
        return self._cached[key]

    def _in_styles(
        self, style_id: str | None, name: str, default: _Element | None = None
    ) -> _Element | None:
        style = self._styles.get(style_id, default) if style_id else default
        for _ in range(_MAX_STYLES):
            if style is None:
                return None
            properties = style.find(qn("w:rPr"))
            found = None if properties is None else properties.find(qn(f"w:{name}"))
            if found is not None:
                return found
            style = self._styles.get(_style_id(style, "basedOn"))
        return None


def _style_id(properties: _Element | None, name: str) -> str | None:
    element = None if properties is None else properties.find(qn(f"w:{name}"))
    return None if element is None else element.get(qn("w:val"))


def _cells(paragraph: _Element) -> Iterator[_Element]:
    """Yield the properties of the cells that hold a paragraph."""
    for cell in paragraph.iterancestors(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        if properties is not None:
            yield properties
