"""Reader of PDF files with a text layer: lines as printed, a form feed between pages.

Of four libraries tried on damaged files (letter spacing, words split by a second font, hyperlink
text drawn later, a lost object table), only PDFium kept every word in its printed place and read
the file without an object table.
"""

import pypdfium2 as pdfium

from data.errors import SourceError

_MAX_PAGES = 5000
# The codes that PDFium returns for a hyphen at the end of a line.
_HYPHENS = str.maketrans({"\x02": "\u00ad", "\ufffe": "\u00ad", "\x00": None})
# PDFium's error code for a file with a password.
_PASSWORD_ERROR = 4
# A file with fewer letters per page on average is a scan.
_MIN_LETTERS_PER_PAGE = 10


def read_pdf(content: bytes, name: str) -> str:
    """Return the text of a PDF. Raises `SourceError` if it is scanned, damaged or encrypted."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise SourceError(
                f"The file {name} is encrypted. Save it without a password."
            ) from error
        raise SourceError(f"The file {name} is damaged or is not a PDF file.") from error
    count = len(document)
    if count > _MAX_PAGES:
        raise SourceError(f"The file {name} has more than {_MAX_PAGES} pages.")
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    except pdfium.PdfiumError as error:
        raise SourceError(f"The file {name} is damaged: a page cannot be read.") from error
    finally:
        document.close()
    lines = (page.replace("\r\n", "\n").translate(_HYPHENS).rstrip("\n") for page in pages)
    text = "\n\f".join(lines)
    if sum(map(str.isalpha, text)) < _MIN_LETTERS_PER_PAGE * max(1, count):
        raise SourceError(
            f"The file {name} contains scanned pages and no text. Run text recognition "
            "(OCR) on it first."
        )
    return text + "\n"
