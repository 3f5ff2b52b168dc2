"""Text out of a Word file: a line for each paragraph, a row of cells for each row of a table."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from data.errors import SourceError
from data.html_file import CELLS

# Bytes of all parts of a file together, unpacked.
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_PARTS = 10_000


def text_of_word(content: bytes, name: str) -> str:
    """The text of a .docx file.

    Raises `SourceError` for one that is damaged, encrypted, unpacks to more than 200 MB or
    declares entities.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(f"The file {name} is encrypted or an old .doc file; save it as .docx.")
    try:
        _check_parts(content, name)
        document = docx.Document(BytesIO(content))
        lines = list(_lines(document.iter_inner_content()))
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
        raise SourceError(f"The file {name} is damaged or no .docx file.") from error
    return "\n".join(lines) + "\n"


def _check_parts(content: bytes, name: str) -> None:
    """Refuse what must not be unpacked or parsed."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
            raise SourceError(f"The file {name} unpacks to more than 200 MB.")
        for part in parts:
            if part.flag_bits & 1:
                raise SourceError(f"The file {name} is encrypted.")
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    begin = stream.read(8192)
                if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin:
                    raise SourceError(f"The file {name} declares XML entities; it is not read.")


def _lines(items: Iterator[Paragraph | Table]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Table):
            yield from _rows(item)
            yield ""
        else:
            for line in item.text.replace("\t", " ").split("\n"):
                if line.strip():
                    yield line
                    yield ""


def _rows(table: Table) -> Iterator[str]:
    """The rows; a cell that spans columns is told once."""
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            if cell._tc is not before:
                cells.append(" ".join(cell.text.replace("|", "/").split()))
            before = cell._tc
        if any(cells):
            yield CELLS.join(cells) if len(cells) > 1 else cells[0]
