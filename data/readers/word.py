"""Reader of Word files: paragraphs with their automatic numbers, tables, text boxes and notes.

Tracked insertions are read, deletions are not, and paragraphs that are deleted have no number.
Hidden text is left out. Footnotes follow their paragraph as editorial notes.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element

from data.errors import SourceError
from data.readers.layout import Cell, Item, Table, note_lines, print_items
from data.readers.raised import mark_raised, resolve_raised, strip_marks
from data.readers.reading import Notices, Options
from data.readers.word_formats import RunFormats
from data.readers.word_numbering import WordNumbers
from data.readers.word_package import open_package

# Elements that wrap paragraphs and runs: content controls, tracked changes, links.
_WRAPPER_NAMES = "sdt sdtContent ins moveTo hyperlink smartTag customXml fldSimple dir bdo"
_WRAPPERS = frozenset(qn(f"w:{name}") for name in _WRAPPER_NAMES.split())
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PICTURES = frozenset({qn("pic:pic"), "{urn:schemas-microsoft-com:vml}imagedata"})
_BOX = qn("w:txbxContent")
_NOTE_PARTS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
# Exceptions of the libraries for a damaged package or document.
_DAMAGES = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    PackageNotFoundError,
    etree.XMLSyntaxError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_MAX_DEPTH = 100
_MAX_CELLS = 1_000_000


def read_word(
    content: bytes, name: str, options: Options | None = None, notices: Notices | None = None
) -> str:
    """Return the text of a .docx file.

    Raises `SourceError` if it is damaged or encrypted, unpacks to more than 200 MB, declares
    XML entities, or holds two languages side by side and the options choose none.
    """
    options, notices = options or Options(), notices or Notices()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(f"The file {name} is encrypted or is an old .doc file. Save it as .docx.")
    try:
        document = docx.Document(BytesIO(open_package(content, name)))
        items = _Body(document, name, options.language, notices).items()
    except _DAMAGES as error:
        raise SourceError(f"The file {name} is damaged or is not a .docx file.") from error
    return print_items(items, name, options, notices)


@dataclass(slots=True)
class _Words:
    """Words of a paragraph with what follows it: boxes and notes."""

    parts: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Body:
    """Items of the body of a document, read in order so that the numbers count."""

    def __init__(
        self, document: Document, name: str, language: str | None, notices: Notices
    ) -> None:
        self._document = document
        self._name = name
        self._language = language
        self._notices = notices
        self._numbers = WordNumbers(document)
        self._formats = RunFormats(document)
        self._notes = {kind: _notes(document, kind) for kind in _NOTE_PARTS}
        self._used: set[tuple[str, str]] = set()
        # Words of a paragraph whose end is deleted: they go on in the next one.
        self._carried = ""
        self._cells = 0
        self._depth = 0

    def items(self) -> list[Item]:
        """Return the items; raises `SourceError` if tables nest too deeply."""
        items = list(self._items(self._document.element.body))
        if self._carried.strip():
            items += self._lines(self._carried)
        unplaced = sum(
            (kind, identity) not in self._used
            for kind, notes in self._notes.items()
            for identity in notes
        )
        self._notices.add("footnote_unplaced", unplaced)
        self._count_left_out()
        return items

    def _items(self, element: _Element) -> Iterator[Item]:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SourceError(f"The file {self._name} has elements nested too deeply.")
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield self._table(child)
            elif child.tag == qn("w:sdt") and _is_contents(child):
                self._notices.counts["contents"] = 1
            elif child.tag in _WRAPPERS:
                if child.tag in _INSERTED:
                    self._notices.add("inserted")
                yield from self._items(child)
            elif child.tag == _ALTERNATIVE:
                yield from self._items(_alternative(child))
            elif child.tag == qn("w:altChunk"):
                self._notices.add("embedded")
            elif child.tag in _DELETED:
                self._notices.add("deleted")
        self._depth -= 1

    def _paragraph(self, element: _Element) -> Iterator[Item]:
        if self._formats.is_contents_line(element):
            self._notices.counts["contents"] = 1
            return
        words = _Words()
        self._read(element, element, words)
        text = words.text.replace("\t", " ")
        if _is_mark_deleted(element):
            # The paragraph ends where the next one does, whose number it takes.
            self._carried += text
        elif text.strip() or self._carried.strip() or not _is_emptied(element, words):
            number = self._numbers.number(Paragraph(element, self._document._body))
            text, self._carried = self._carried + text, ""
            if text.strip():
                yield from self._lines(number + text)
        for box in words.boxes:
            self._notices.add("text_box")
            yield from self._items(box)
        for kind, identity in words.notes:
            yield from self._note(kind, identity)

    def _lines(self, text: str) -> Iterator[str]:
        for line in resolve_raised(text).split("\n"):
            if line.strip():
                yield line

    def _read(self, element: _Element, paragraph: _Element, words: _Words) -> None:
        """Read the runs of a paragraph, including those inside wrappers."""
        for child in element:
            if child.tag == qn("w:r"):
                self._run(child, paragraph, words)
            elif child.tag in _WRAPPERS:
                before = len(words.parts)
                self._read(child, paragraph, words)
                if child.tag in _INSERTED and len(words.parts) > before:
                    self._notices.add("inserted")
            elif child.tag in _DELETED:
                if (
                    child.find(f".//{qn('w:delText')}") is not None
                    or child.find(f".//{qn('w:t')}") is not None
                ):
                    self._notices.add("deleted")
            elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                self._notices.add("formula")
            elif child.tag == _ALTERNATIVE:
                self._read(_alternative(child), paragraph, words)

    def _run(self, run: _Element, paragraph: _Element, words: _Words) -> None:
        text = strip_marks("".join(self._signs(run, words)))
        if not text or _has_own_mark(run):
            return
        if self._formats.is_hidden(run, paragraph):
            if text.strip():
                self._notices.add("hidden")
                words.is_hidden = True
            return
        if text.strip() and self._formats.is_struck(run, paragraph):
            self._notices.add("struck")
        if text.strip() and self._formats.is_pale(run, paragraph):
            self._notices.add("pale")
        if self._formats.is_raised(run, paragraph):
            text = mark_raised(text, words.text[-200:].rstrip())
        words.parts.append(text)

    def _signs(self, run: _Element, words: _Words) -> Iterator[str]:
        """Yield the text of a run; collect its boxes and the references to notes."""
        for child in run:
            tag = child.tag
            if tag == qn("w:t"):
                yield child.text or ""
            elif tag in (qn("w:tab"), qn("w:ptab")):
                yield "\t"
            elif tag == qn("w:cr") or (
                tag == qn("w:br") and child.get(qn("w:type"), "textWrapping") == "textWrapping"
            ):
                yield "\n"
            elif tag == qn("w:noBreakHyphen"):
                yield "-"
            elif tag == qn("w:softHyphen"):
                yield "\u00ad"
            elif tag == qn("w:sym"):
                self._notices.add("symbol")
            elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                kind = "footnote" if tag == qn("w:footnoteReference") else "endnote"
                words.notes.append((kind, child.get(qn("w:id")) or ""))
            elif tag in (qn("w:drawing"), qn("w:pict"), qn("w:object"), _ALTERNATIVE):
                self._drawing(_alternative(child) if tag == _ALTERNATIVE else child, words)

    def _drawing(self, element: _Element, words: _Words) -> None:
        boxes = [
            box
            for box in element.iter(_BOX)
            if next(box.iterancestors(_BOX), None) is None
            or next(box.iterancestors(_BOX)) not in set(element.iter(_BOX))
        ]
        shown = [box for box in boxes if not _in_fallback(box, element)] or boxes
        words.boxes += [box for box in shown if box.find(f".//{qn('w:t')}") is not None]
        if not boxes and any(one.tag in _PICTURES for one in element.iter()):
            self._notices.add("picture")

    def _note(self, kind: str, identity: str) -> Iterator[str]:
        note = self._notes[kind].get(identity)
        if note is None or (kind, identity) in self._used:
            return
        self._used.add((kind, identity))
        paragraphs = []
        for paragraph in note.iter(qn("w:p")):
            words = _Words()
            self._read(paragraph, paragraph, words)
            paragraphs.append(resolve_raised(words.text.replace("\t", " ")))
        text = "\n".join(paragraphs)
        if text.strip():
            self._notices.add(kind)
            yield from note_lines(text, self._language)

    def _table(self, table: _Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for row in _unwrap(table, qn("w:tr")):
            properties = row.find(qn("w:trPr"))
            if properties is not None and properties.find(qn("w:del")) is not None:
                self._notices.add("deleted")
                continue
            if properties is not None and properties.find(qn("w:hidden")) is not None:
                self._notices.add("hidden")
                continue
            cells: list[Cell] = [()] * _number(properties, "gridBefore", 0)
            for cell in _unwrap(row, qn("w:tc")):
                cells += self._cell(cell)
            rows.append(tuple(cells))
        return Table(tuple(rows))

    def _cell(self, cell: _Element) -> Iterator[Cell]:
        """Yield a cell, and an empty one for each further column that it spans."""
        properties = cell.find(qn("w:tcPr"))
        if properties is not None and properties.find(qn("w:cellDel")) is not None:
            self._notices.add("deleted")
            return
        merged = None if properties is None else properties.find(qn("w:vMerge"))
        continues = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
        width = _number(properties, "gridSpan", 1)
        self._cells += width
        if self._cells > _MAX_CELLS:
            raise SourceError(f"The file {self._name} has too many cells in its tables.")
        yield () if continues else tuple(self._items(cell))
        for _ in range(width - 1):
            yield ()

    def _count_left_out(self) -> None:
        part = self._document.part
        for relation in part.rels.values():
            if relation.is_external:
                continue
            if relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
                if _has_words(relation.target_part.blob):
                    self._notices.add("header")
            elif relation.reltype == RELATIONSHIP_TYPE.COMMENTS:
                comments = parse_xml(relation.target_part.blob)
                self._notices.add("comment", len(comments.findall(qn("w:comment"))))


def _notes(document: Document, kind: str) -> Mapping[str, _Element]:
    """Return the footnotes or endnotes of a document by their ids, without the separators."""
    try:
        part = document.part.part_related_by(_NOTE_PARTS[kind])
    except KeyError:
        return {}
    return {
        note.get(qn("w:id")) or "": note
        for note in parse_xml(part.blob).findall(qn(f"w:{kind}"))
        if note.get(qn("w:type"), "normal") == "normal"
    }


def _has_words(blob: bytes) -> bool:
    return any((text.text or "").strip() for text in parse_xml(blob).iter(qn("w:t")))


def _unwrap(element: _Element, tag: str) -> Iterator[_Element]:
    """Yield the children with a tag in order, including those inside wrappers."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _unwrap(child, tag)


def _alternative(element: _Element) -> Iterable[_Element] | _Element:
    """Return the one alternative to read: the first choice with a box, else the fallback."""
    choices = element.findall(_CHOICE)
    fallback = element.find(_FALLBACK)
    for choice in choices:
        if choice.find(f".//{_BOX}") is not None or fallback is None:
            return choice
    if fallback is not None and fallback.find(f".//{_BOX}") is not None:
        return fallback
    return choices[0] if choices else fallback if fallback is not None else []


def _in_fallback(box: _Element, within: _Element) -> bool:
    """Return whether a box repeats, for older programs, one of the same drawing."""
    for ancestor in box.iterancestors():
        if ancestor is within:
            return False
        if ancestor.tag == _FALLBACK:
            return _alternative(ancestor.getparent()) is not ancestor
    return False


def _is_mark_deleted(paragraph: _Element) -> bool:
    """Return whether the end of a paragraph is deleted or moved away, so that it goes on."""
    properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    return properties is not None and any(properties.find(tag) is not None for tag in _DELETED)


def _is_emptied(paragraph: _Element, words: _Words) -> bool:
    """Return whether all words of a paragraph are deleted or hidden, so that it has no number."""
    return words.is_hidden or any(child.tag in _DELETED for child in paragraph)


def _has_own_mark(run: _Element) -> bool:
    """Return whether the text of a run is the mark of its footnote."""
    return any(
        child.get(qn("w:customMarkFollows")) is not None
        for child in run
        if child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference"))
    )


def _is_contents(control: _Element) -> bool:
    gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _number(properties: _Element | None, name: str, default: int) -> int:
    element = None if properties is None else properties.find(qn(f"w:{name}"))
    value = "" if element is None else element.get(qn("w:val")) or ""
    return min(int(value), 1000) if value.isdigit() else default
