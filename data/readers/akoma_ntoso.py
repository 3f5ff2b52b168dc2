"""Reader of Akoma Ntoso, the XML of OASIS LegalDocML: numbers, headings, text, tables and notes."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from data.errors import SourceError
from data.readers.layout import Cell, Item, Note, Table, note_lines, print_items
from data.readers.reading import Notices, Options

# Versions 2.0 and 3.0, and the drafts before them.
_NAMESPACES = ("http://docs.oasis-open.org/legaldocml/ns/akn/", "http://www.akomantoso.org/")
# Elements that hold no words of the act, and kinds of a notice for those of others.
_SKIPPED = frozenset({"meta", "preface", "coverPage", "toc", "eol", "img", "noteRef", "components"})
_COUNTED = {"toc": "contents", "img": "picture", "math": "formula", "foreign": "formula"}
# Elements inside a paragraph; all others are paragraphs or hold them.
_INLINE = frozenset({
    "a", "abbr", "affectedDocument", "authorialNote", "b", "br", "courtType", "date", "def",
    "del", "docAuthority", "docDate", "docNumber", "docPurpose", "docTitle", "docType", "entity",
    "eol", "event", "heading", "i", "img", "inline", "ins", "location", "marker", "math", "mod",
    "mref", "noteRef", "num", "object", "omissis", "organization", "person", "placeholder",
    "quantity", "quotedText", "ref", "remark", "rmod", "role", "rref", "session", "shortTitle",
    "signature", "span", "sub", "subheading", "sup", "term", "time", "u",
})  # fmt: skip
_DELETED = "del"
_MAX_DEPTH = 100
# Columns of a printed line, and the indentation of the first line of a paragraph.
_WIDTH, _INDENT = 110, " " * 6
_BREAK = re.compile(r"(?<=\S) (?=[a-zа-яёәіңғүұқөһ]{2})")
_LINE_END = re.compile(r"\s*[\r\n]\s*")


def read_akoma_ntoso(
    content: bytes, name: str, options: Options, notices: Notices
) -> tuple[str, tuple[str, ...]]:
    """Return the text of an Akoma Ntoso document, and the eIds of what has words in it.

    Raises `SourceError` if it is no XML, declares a document type, or is of another schema.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"The file {name} is damaged or is no XML.") from error
    if root.getroottree().docinfo.doctype:
        raise SourceError(f"The file {name} declares a document type, which is not read.")
    if not _namespace(root).startswith(_NAMESPACES) or _local(root) != "akomaNtoso":
        raise SourceError(f"The file {name} is XML of another schema than Akoma Ntoso.")
    document = next((child for child in root if isinstance(child.tag, str)), None)
    if document is None:
        raise SourceError(f"The file {name} holds no document.")
    reader = _Reader(options.language, notices, name)
    items = [_wrapped(item) for item in reader.items(document, 0)]
    return print_items(items, name, options, notices), tuple(reader.eids)


def _wrapped(item: Item) -> Item:
    """Return a paragraph as lines, the first indented, by which the parser finds its end."""
    if not isinstance(item, str) or isinstance(item, Note) or not item:
        return item
    lines = [""]
    # A line that begins with a number, a capital letter or a sign may seem to begin a paragraph.
    for words in _BREAK.split(item):
        if lines[-1] and len(lines[-1]) + len(words) > _WIDTH:
            lines.append(words)
        else:
            lines[-1] = f"{lines[-1]} {words}" if lines[-1] else words
    return "\n".join(("", f"{_INDENT}{lines[0]}", *lines[1:]))


class _Reader:
    """Reader of the elements of one document."""

    def __init__(self, language: str | None, notices: Notices, name: str) -> None:
        self._language = language
        self._notices = notices
        self._name = name
        self.eids: list[str] = []

    def items(self, element: _Element, depth: int, number: str = "") -> Iterator[Item]:
        """Yield the paragraphs and tables of an element; ``number`` begins the first of them."""
        if depth > _MAX_DEPTH:
            raise SourceError(f"The file {self._name} nests its elements too deeply.")
        kind = _local(element)
        if kind in _SKIPPED or kind in _COUNTED or kind == _DELETED:
            if kind in _COUNTED:
                self._notices.add(_COUNTED[kind])
            if kind == _DELETED:
                self._notices.add("deleted")
            return
        if kind == "table":
            yield Table(tuple(self._rows(element, depth)))
            return
        children = [child for child in element if isinstance(child.tag, str)]
        blocks = [child for child in children if _is_block(child)]
        if element.get("status") == "removed" and {_local(one) for one in children} <= {"num"}:
            return
        if not blocks:
            yield from self._paragraph(element, number)
            return
        own = {_local(child): child for child in children if _local(child) in ("num", "heading")}
        printed = _words(own["num"]) if "num" in own else ""
        heading = _words(own["heading"]) if "heading" in own else ""
        self._claim(element)
        number = " ".join(filter(None, (number, printed)))
        if heading:
            yield " ".join(filter(None, (number, heading)))
            number = ""
        for child in blocks:
            for item in self.items(child, depth + 1, number):
                yield item
                number = ""
        if number:
            yield number

    def _claim(self, element: _Element) -> None:
        """Keep the eId of an element that has words of its own or is not removed."""
        eid = element.get("eId")
        if eid is not None and _is_hierarchical(element):
            self.eids.append(eid)

    def _paragraph(self, element: _Element, number: str) -> Iterator[Item]:
        if _local(element) in ("num", "heading"):
            return
        notes = [note for note in element.iter() if _local(note) == "authorialNote"]
        words = " ".join(filter(None, (number, _words(element))))
        lines = [line for note in notes for line in note_lines(_words(note), self._language)]
        # A note on an element's own words is put on their line.
        text = " ".join((words, *lines)) if words else ""
        if text:
            yield text
        else:
            yield from map(Note, lines)

    def _rows(self, table: _Element, depth: int) -> Iterator[tuple[Cell, ...]]:
        for row in table.iter():
            if _local(row) == "tr":
                cells = [cell for cell in row if _local(cell) in ("td", "th")]
                yield tuple(tuple(self.items(cell, depth + 1)) for cell in cells)


def _is_block(element: _Element) -> bool:
    return _local(element) not in _INLINE


def _is_hierarchical(element: _Element) -> bool:
    children = {_local(child) for child in element}
    return bool(children & {"num", "heading", "content", "intro"})


def _words(element: _Element) -> str:
    """Return the words of an element without notes, deletions and what is inside other blocks."""
    parts: list[str] = []

    def visit(node: _Element) -> None:
        parts.append(node.text or "")
        for child in node:
            kind = _local(child)
            if kind == "br":
                parts.append(" ")
            elif kind not in ("authorialNote", _DELETED, "noteRef", "eol"):
                visit(child)
            parts.append(child.tail or "")

    visit(element)
    return _LINE_END.sub(" ", "".join(parts)).strip()


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _namespace(element: _Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
