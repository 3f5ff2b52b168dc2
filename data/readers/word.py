"""Reader of Word files: a line for each paragraph, a row of cells for each table row.

Automatic numbers precede the text, as printed. Tracked insertions are read, deletions are not.
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

# Bytes of all parts of a file after decompression.
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_PARTS = 10_000
_NUMBER = re.compile(r"\d+")
# Elements that wrap paragraphs and runs: content controls, tracked changes, links.
_WRAPPER_NAMES = "sdt sdtContent ins moveTo hyperlink smartTag customXml fldSimple dir bdo"
_WRAPPERS = frozenset(qn(f"w:{name}") for name in _WRAPPER_NAMES.split())


def read_word(content: bytes, name: str) -> str:
    """Return the text of a .docx file.

    Raises `SourceError` if it is damaged or encrypted, unpacks to more than 200 MB or declares
    XML entities.
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
    """Raise `SourceError` for a package that must not be unpacked or parsed."""
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
    for element in _unwrap(document.element.body, ("w:p", "w:tbl")):
        if element.tag == qn("w:tbl"):
            yield from _rows(Table(element, document._body), numbers)
            yield ""
        else:
            for line in _words(Paragraph(element, document._body), numbers).split("\n"):
                if line.strip():
                    yield line
                    yield ""


def _unwrap(element: BaseOxmlElement, names: Collection[str]) -> Iterator[BaseOxmlElement]:
    """Yield the children with these names in order, including those inside wrappers."""
    tags = {qn(name) for name in names}
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _unwrap(child, names)


def _words(paragraph: Paragraph, numbers: WordNumbers) -> str:
    """Return the number and the text of a paragraph."""
    number = numbers.number(paragraph)
    words = ""
    for element in _unwrap(paragraph._p, ("w:r",)):
        run = Run(element, paragraph)
        if run.font.superscript and _NUMBER.fullmatch(run.text) and words[-1:].isdigit():
            # Article 27 with a superscript 1 is article 27-1.
            words += "-"
        words += run.text
    words = words.replace("\t", " ")
    return number + words if words.strip() else ""


def _rows(table: Table, numbers: WordNumbers) -> Iterator[str]:
    """Yield the rows; a cell that spans columns or rows appears once, then as an empty cell."""
    seen: set[BaseOxmlElement] = set()
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            if cell._tc in seen:
                if cell._tc is not before:
                    cells.append("")
            else:
                cells.append(_cell(cell, numbers))
                seen.add(cell._tc)
            before = cell._tc
        if any(cells):
            yield CELLS.join(cells) if len(cells) > 1 else cells[0]


def _cell(cell: _Cell, numbers: WordNumbers) -> str:
    paragraphs = _unwrap(cell._tc, ("w:p",))
    words = " ".join(_words(Paragraph(element, cell), numbers) for element in paragraphs)
    return " ".join(words.replace("|", "/").split())
