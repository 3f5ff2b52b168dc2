"""Text out of a Word file: a line for each paragraph, a row of cells for each row of a table.

Numbers that Word counts by itself stand before the words, as they are printed; what is struck out
by a tracked change is left out, and what is put in is read.
"""

import re
import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from data.errors import SourceError
from data.readers.html import CELLS
from data.readers.word_numbering import WordNumbers

# Bytes of all parts of a file together, unpacked.
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_PARTS = 10_000
# What holds paragraphs and runs without being one: content controls, tracked changes, links.
_NUMBER = re.compile(r"\d+")
_HOLDS = "sdt sdtContent ins moveTo hyperlink smartTag customXml fldSimple dir bdo"
_HOLDERS = frozenset(qn(f"w:{name}") for name in _HOLDS.split())


def read_word(content: bytes, name: str) -> str:
    """The text of a .docx file.

    Raises `SourceError` for one that is damaged, encrypted, unpacks to more than 200 MB or
    declares entities.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(f"The file {name} is encrypted or is an old .doc file. Save it as .docx.")
    try:
        _check_parts(content, name)
        document = docx.Document(BytesIO(content))
        lines = list(_lines(document))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as error:
        raise SourceError(f"The file {name} is damaged or is not a .docx file.") from error
    return "\n".join(lines) + "\n"


def _check_parts(content: bytes, name: str) -> None:
    """Refuse what must not be unpacked or parsed."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
            raise SourceError(f"The file {name} unpacks to more than 200 MB.")
        for part in parts:
            if part.flag_bits & 1:
                raise SourceError(f"The file {name} is encrypted.")
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    begin = stream.read(8192)
                if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin:
                    raise SourceError(
                        f"The file {name} declares XML entities, which are not allowed."
                    )


def _lines(document: Document) -> Iterator[str]:
    numbers = WordNumbers(document)
    for element in _held(document.element.body, ("w:p", "w:tbl")):
        if element.tag == qn("w:tbl"):
            yield from _rows(Table(element, document._body), numbers)
            yield ""
        else:
            for line in _words(Paragraph(element, document._body), numbers).split("\n"):
                if line.strip():
                    yield line
                    yield ""


def _held(element: BaseOxmlElement, names: Collection[str]) -> Iterator[BaseOxmlElement]:
    """The elements of these names in an element, in its holders too, in their order."""
    wanted = {qn(name) for name in names}
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _HOLDERS:
            yield from _held(child, names)


def _words(paragraph: Paragraph, numbers: WordNumbers) -> str:
    """The number and the words of a paragraph."""
    number = numbers.number(paragraph)
    words = ""
    for element in _held(paragraph._p, ("w:r",)):
        run = Run(element, paragraph)
        if run.font.superscript and _NUMBER.fullmatch(run.text) and words[-1:].isdigit():
            # Article 27 with a raised 1 is article 27-1.
            words += "-"
        words += run.text
    words = words.replace("\t", " ")
    return number + words if words.strip() else ""


def _rows(table: Table, numbers: WordNumbers) -> Iterator[str]:
    """The rows; a cell that spans columns or rows is told once, and leaves its place in a row."""
    told: set[BaseOxmlElement] = set()
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            if cell._tc in told:
                if cell._tc is not before:
                    cells.append("")
            else:
                cells.append(_cell(cell, numbers))
                told.add(cell._tc)
            before = cell._tc
        if any(cells):
            yield CELLS.join(cells) if len(cells) > 1 else cells[0]


def _cell(cell: _Cell, numbers: WordNumbers) -> str:
    held = _held(cell._tc, ("w:p",))
    words = " ".join(_words(Paragraph(each, cell), numbers) for each in held)
    return " ".join(words.replace("|", "/").split())
