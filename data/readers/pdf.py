"""Text out of a PDF file with a text layer: lines as printed, a form feed between pages.

Of four readers tried on damaged files (letters set apart, words torn by a second font, words of
hyperlinks drawn later, a table of objects that is lost), PDFium alone put every word where it is
printed and read the file whose table is lost.
"""

import pypdfium2 as pdfium

from data.errors import SourceError

_MAX_PAGES = 5000
# What PDFium gives for a hyphen at the end of a line.
_HYPHENS = str.maketrans({"\x02": "\u00ad", "\ufffe": "\u00ad", "\x00": None})
# PDFium's code for a file that wants a password.
_PASSWORD = 4
# Fewer letters a page than this on average: the pages are pictures.
_FEWEST_LETTERS = 10


def read_pdf(content: bytes, name: str) -> str:
    """The text of a PDF file. Raises `SourceError` for one that is scanned, damaged, encrypted."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
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
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS * max(1, count):
        raise SourceError(
            f"The file {name} contains scanned pages and no text. Run text recognition "
            "(OCR) on it first."
        )
    return text + "\n"
