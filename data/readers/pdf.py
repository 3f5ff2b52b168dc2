"""Reader of PDF files with a text layer: lines as printed, a form feed between pages.

Running heads, page numbers and footnotes are left out. Of four libraries tried on damaged files
(letter spacing, words split by a second font, hyperlink text drawn later, a lost object table),
only PDFium kept every word in its printed place and read the file without an object table.
"""

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium

from data.errors import SourceError
from data.readers.layout import refuse_columns
from data.readers.pdf_columns import find_columns, may_mix, read_column
from data.readers.pdf_footnotes import find_footnotes
from data.readers.pdf_furniture import find_furniture
from data.readers.pdf_pages import PageLine, read_page
from data.readers.raised import resolve_raised
from data.readers.reading import Notices, Options, join_names

_MAX_PAGES = 5000
# PDFium's error code for a file with a password.
_PASSWORD_ERROR = 4
# A file with fewer letters per page on average is a scan.
_MIN_LETTERS_PER_PAGE = 10


def read_pdf(
    content: bytes, name: str, options: Options | None = None, notices: Notices | None = None
) -> str:
    """Return the text of a PDF.

    Raises `SourceError` if it is scanned, damaged or encrypted, or holds two languages side by
    side and the options choose none.
    """
    options, notices = options or Options(), notices or Notices()
    pages = _read_pages(content, name)
    _refuse_scan(pages, name)
    furniture = find_furniture(pages)
    notices.add("running_head", furniture.heads)
    notices.add("page_number", furniture.numbers)
    kept = [
        [line for number, line in enumerate(page) if (index, number) not in furniture.lines]
        for index, page in enumerate(pages)
    ]
    footnotes, count = find_footnotes(kept)
    notices.add("page_footnote", count)
    kept = [
        [line for number, line in enumerate(page) if (index, number) not in footnotes]
        for index, page in enumerate(kept)
    ]
    texts = ("\n".join(page).rstrip("\n") for page in _columns(kept, name, options, notices))
    return "\n\f".join(texts) + "\n"


def _read_pages(content: bytes, name: str) -> list[list[PageLine]]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise SourceError(
                f"The file {name} is encrypted. Save it without a password."
            ) from error
        raise SourceError(f"The file {name} is damaged or is not a PDF file.") from error
    try:
        if len(document) > _MAX_PAGES:
            raise SourceError(f"The file {name} has more than {_MAX_PAGES} pages.")
        pages = [read_page(page) for page in document]
        if may_mix(pages):
            # Without columns a raised number that is drawn apart keeps the place it belongs to.
            worded = [read_page(page, with_words=True) for page in document]
            return pages if find_columns(worded) is None else worded
        return pages
    except pdfium.PdfiumError as error:
        raise SourceError(f"The file {name} is damaged: a page cannot be read.") from error
    finally:
        document.close()


def _refuse_scan(pages: Sequence[Sequence[PageLine]], name: str) -> None:
    letters = sum(sum(map(str.isalpha, line.text)) for page in pages for line in page)
    if letters < _MIN_LETTERS_PER_PAGE * max(1, len(pages)):
        raise SourceError(
            f"The file {name} contains scanned pages and no text. Run text recognition "
            "(OCR) on it first."
        )


def _columns(
    pages: Sequence[Sequence[PageLine]], name: str, options: Options, notices: Notices
) -> Iterator[list[str]]:
    """Yield the lines of each page, of the chosen column alone if there are two languages."""
    columns = find_columns(pages)
    if columns is None:
        for page in pages:
            yield [resolve_raised(line.text) for line in page]
        return
    if options.column is None:
        raise SourceError(refuse_columns(name, columns.languages, options))
    if options.column not in columns.languages:
        raise SourceError(
            f"The file {name} has columns in {join_names(columns.languages)}, none in the "
            "language of --column."
        )
    notices.add("other_column")
    side = columns.languages.index(options.column)
    for page, gutter in zip(pages, columns.gutters, strict=True):
        yield [resolve_raised(line) for line in read_column(page, gutter, side)]
