"""Reader of HTML files: a paragraph for each block element, a row of cells for each table row.

Scripts, styles, controls of forms, menus and hidden text are skipped; nothing is executed or
fetched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree, html

from data.errors import SourceError
from data.readers.html_lists import ListNumbers, has_number, list_numbers
from data.readers.html_menus import find_menus
from data.readers.html_styles import Styles, is_hidden, is_pale, is_struck, page_styles
from data.readers.layout import Cell, Item, Table, note_lines, print_items, without_mark
from data.readers.raised import mark_raised, resolve_raised, strip_marks
from data.readers.reading import Notices, Options

_SKIPPED_TAGS = (
    "head script style noscript template iframe object embed svg math button select option "
    "textarea input title datalist label audio video canvas map"
)
_BLOCK_TAGS = (
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr "
    "ul details summary legend figcaption"
)
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_NOTE_MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}\)|\*{1,3}|[†‡])\s*[\])]?|\[\d{1,3}\]|\d{1,3}\]")
_BEGIN, _END = (re.compile(tag, re.IGNORECASE) for tag in (r"<html[\s>]", r"</html\s*>"))
_SHOWN_MENUS = 3
_SHOWN_LETTERS = 60
_MAX_DEPTH = 200
_MAX_SPAN = 1000
_MAX_CELLS = 1_000_000


def read_html(
    text: str, name: str, options: Options | None = None, notices: Notices | None = None
) -> str:
    """Return the text of a page.

    Raises `SourceError` if it is no page, nests too deeply, or holds two languages side by side
    and the options choose none.
    """
    options, notices = options or Options(), notices or Notices()
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        content = strip_marks(text).encode("utf-8", "surrogatepass")
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"The file {name} cannot be read as HTML.") from error
    _check_depth(root, name)
    if _BEGIN.search(text) and not _END.search(text):
        notices.say("The page ends before its end tag; its end may be missing.")
    page = _Page(name, page_styles(root), find_menus(root), options.language, notices, _ids(root))
    items = _Flow(page).read(root)
    return print_items(items, name, options, notices)


def _check_depth(root: html.HtmlElement, name: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise SourceError(f"The file {name} has elements nested too deeply.")


def _ids(root: html.HtmlElement) -> Mapping[str, html.HtmlElement]:
    """Return the elements to which links within the page lead."""
    targets: dict[str, html.HtmlElement] = {}
    for node in root.iter():
        if isinstance(node.tag, str):
            for target in (node.get("id"), node.get("name") if node.tag == "a" else None):
                if target:
                    targets.setdefault(target, node)
    return targets


@dataclass(slots=True)
class _Page:
    """Facts of a page that all its flows share."""

    name: str
    styles: Styles
    menus: Mapping[html.HtmlElement, str]
    language: str | None
    notices: Notices
    targets: Mapping[str, html.HtmlElement]
    read_notes: set[html.HtmlElement] = field(default_factory=set)
    cells: int = 0

    def leave_out(self, node: html.HtmlElement) -> bool:
        """Return whether an element is not read, and count why."""
        words = " ".join(" ".join(node.itertext()).split()) if node in self.menus else ""
        if words:
            kind = self.menus[node]
            self.notices.add(kind)
            if kind == "menu" and self.notices.counts[kind] <= _SHOWN_MENUS:
                shown = words[:_SHOWN_LETTERS] + ("…" if len(words) > _SHOWN_LETTERS else "")
                self.notices.say(f"Left out as no part of the act: “{shown}”.")
            return True
        if node in self.menus or node in self.read_notes:
            return True
        if node.tag != "del" and not is_hidden(node, self.styles):
            return False
        if any(word.strip() for word in node.itertext()):
            self.notices.add("deleted" if node.tag == "del" else "hidden")
        return True


@dataclass(slots=True)
class _Flow:
    """Paragraphs of one flow of text: of the page, or of one cell."""

    page: _Page
    items: list[Item] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    number: str = ""
    notes: list[str] = field(default_factory=list)

    def read(self, node: html.HtmlElement) -> tuple[Item, ...]:
        self._element(node)
        self._end()
        return tuple(self.items)

    def read_content(self, node: html.HtmlElement) -> tuple[Item, ...]:
        self._content(node, None)
        self._end()
        return tuple(self.items)

    def _end(self) -> None:
        """End the open paragraph."""
        words = re.sub(" +", " ", "".join(self.words)).strip(" ")
        self.words.clear()
        if words.strip():
            if self.number and not has_number(words, self.number):
                words = f"{self.number} {words}"
            self.number = ""
            # A vertical bar separates cells.
            self.items.append(resolve_raised(words).replace("\xa0", " "))
        if self.notes:
            self.items += self.notes
            self.notes.clear()

    def _element(self, node: html.HtmlElement, numbers: ListNumbers | None = None) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _SKIPPED or not tag or self.page.leave_out(node):
            return
        if is_struck(node, self.page.styles) and any(word.strip() for word in node.itertext()):
            self.page.notices.add("struck")
        if is_pale(node, self.page.styles) and any(word.strip() for word in node.itertext()):
            self.page.notices.add("pale")
        if tag == "sup" or self._is_raised(node):
            self._raised(node)
            return
        block = tag in _BLOCKS
        if block:
            self._end()
        if tag == "table":
            self._table(node)
        elif tag == "pre":
            self._preformatted(node)
        elif tag == "ol":
            self._content(node, list_numbers(node, self.page.styles))
        else:
            if tag == "li":
                self.number = numbers.number(node) if numbers is not None else ""
            self._content(node, None)
        if block:
            self._end()
        if tag == "li":
            self.number = ""

    def _content(self, node: html.HtmlElement, numbers: ListNumbers | None) -> None:
        self.words.append(_words(node.text))
        for child in node:
            self._element(child, numbers)
            self.words.append(_words(child.tail))

    def _is_raised(self, node: html.HtmlElement) -> bool:
        return self.page.styles.get(node, {}).get("vertical-align") in ("super", "text-top")

    def _raised(self, node: html.HtmlElement) -> None:
        """Read a raised number; leave the mark of a note out and keep the note."""
        raised = "".join(node.itertext())
        link = next((one for one in node.iter("a") if one.get("href")), None)
        if link is None and node.getparent() is not None and node.getparent().tag == "a":
            link = node.getparent()
        target = (link.get("href") or "") if link is not None else ""
        if target.startswith("#") or _NOTE_MARK.fullmatch(raised.strip()):
            self.page.notices.add("note_mark")
            self._note(target[1:])
            return
        self.words.append(mark_raised(raised, "".join(self.words).rstrip(" ")))

    def _note(self, target: str) -> None:
        """Keep the note to which a mark leads, once."""
        node = self.page.targets.get(target)
        while node is not None and node.tag not in ("p", "li", "div", "dd", "td", "aside"):
            node = node.getparent()
        if node is None or node in self.page.read_notes or node.find(".//table") is not None:
            return
        words = " ".join("".join(_visible(node)).split())
        if words and len(words) < 5000:
            self.page.read_notes.add(node)
            self.page.notices.add("footnote")
            self.notes += note_lines(without_mark(words), self.page.language)

    def _preformatted(self, node: html.HtmlElement) -> None:
        text = "".join(node.itertext()).replace("\r\n", "\n").strip("\n")
        if text.strip():
            self.items.append(text if "\n" in text else text.strip())

    def _table(self, node: html.HtmlElement) -> None:
        rows: list[tuple[Cell, ...]] = []
        # Columns that a cell above still spans, with the number of rows left.
        spanned: dict[int, int] = {}
        for child in _rows(node):
            if child.tag == "caption":
                self.items += _Flow(self.page).read_content(child)
            elif not self.page.leave_out(child):
                rows.append(self._row(child, spanned))
        self.items.append(Table(tuple(rows)))

    def _row(self, node: html.HtmlElement, spanned: dict[int, int]) -> tuple[Cell, ...]:
        row: list[Cell] = []

        def fill() -> None:
            while spanned.get(len(row), 0) > 0:
                spanned[len(row)] -= 1
                row.append(())

        for cell in node:
            if cell.tag not in ("td", "th") or is_hidden(cell, self.page.styles):
                continue
            fill()
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            self.page.cells += columns
            if self.page.cells > _MAX_CELLS:
                raise SourceError(f"The file {self.page.name} has too many cells in its tables.")
            left_out = self.page.leave_out(cell)
            content = () if left_out else _Flow(self.page).read_content(cell)
            for index in range(columns):
                if rows > 1:
                    spanned[len(row)] = rows - 1
                row.append(content if index == 0 else ())
        fill()
        return tuple(row)


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag in _GROUPS:
            yield from (row for row in child if row.tag == "tr")
        elif child.tag in ("tr", "caption"):
            yield child


def _span(cell: html.HtmlElement, name: str) -> int:
    match = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(max(1, int(match[1])), _MAX_SPAN) if match else 1


def _visible(node: html.HtmlElement) -> Iterator[str]:
    """Yield the words of a note without the links back to its mark."""
    yield node.text or ""
    for child in node:
        is_link = child.tag == "a" and (child.get("href") or "").startswith("#")
        if not is_link and isinstance(child.tag, str):
            yield from _visible(child)
        yield child.tail or ""


def _words(text: str | None) -> str:
    # A no-break space is kept apart until the other spaces are joined.
    return re.sub(r"[ \t\r\n\f\v\x00-\x08\x0e-\x1f]+", " ", text or "")
