"""Lines of the pages of a PDF with their places, and numbers that are raised in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from data.readers.raised import ends_raised, mark_raised, strip_marks

# The codes that PDFium returns for a hyphen at the end of a line.
_HYPHENS = str.maketrans({"\x02": "\u00ad", "\ufffe": "\u00ad", "\x00": None})
# A raised number is set in letters smaller than this share of those before it, and higher.
_RAISED_SIZE = 0.8
_RAISED_DIGITS = re.compile(r"\d{1,3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """Word of a line, or the whole line: its text and the left and right edge in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class PageLine:
    """Line of a page: its text, bottom and top edge in points, its words or the whole.

    ``sizes`` are the font sizes of its first and its last sign.
    """

    text: str
    bottom: float
    top: float
    words: tuple[Span, ...]
    sizes: tuple[float, float] = (0.0, 0.0)

    @property
    def size(self) -> float:
        """Return the font size: one of the first and the last sign may be raised and smaller."""
        return max(self.sizes)


def read_page(page: pdfium.PdfPage, *, with_words: bool = False) -> list[PageLine]:
    """Return the lines of a page in the order in which PDFium reads them, blank ones too.

    The place of each word takes most of the time, so it is only found ``with_words``.
    """
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        lines, start = [], 0
        for line in text.split("\r\n"):
            lines.append(_line(textpage, line, start, with_words))
            start += len(line) + 2
        return _join_after_raised(lines)
    finally:
        textpage.close()


def _line(textpage: pdfium.PdfTextPage, line: str, start: int, with_words: bool) -> PageLine:
    if not line.strip():
        return PageLine(line.translate(_HYPHENS), 0, 0, ())
    first = start + len(line) - len(line.lstrip())
    left, bottom, _, top = _box(textpage, first)
    words: tuple[Span, ...]
    if with_words:
        words = tuple(_words(textpage, line, start))
    else:
        _, _, right, _ = _box(textpage, start + len(line.rstrip()) - 1)
        words = (Span(line.strip().translate(_HYPHENS), left, right),)
    text = _with_raised(textpage, line, start)
    edges = (first, start + len(line.rstrip()) - 1)
    sizes = [raw.FPDFText_GetFontSize(textpage.raw, _char(textpage, edge)) for edge in edges]
    return PageLine(text.translate(_HYPHENS), bottom, top, words, (sizes[0], sizes[1]))


def _join_after_raised(lines: Sequence[PageLine]) -> list[PageLine]:
    """Join a line that a raised number ended with what is printed behind it on the same row."""
    joined: list[PageLine] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and _begins_raised(line, before):
            digits = _RAISED_DIGITS.match(line.text)
            end = digits.end() if digits else 0
            text = before.text + mark_raised(line.text[:end], before.text) + line.text[end:]
            sizes = (before.sizes[0], before.sizes[1] if end == len(line.text) else line.sizes[1])
            words = before.words + line.words
            joined[-1] = PageLine(text, before.bottom, before.top, words, sizes)
            continue
        if (
            before is not None
            and before.words
            and line.words
            and ends_raised(before.text)
            and abs(before.bottom - line.bottom) < 1
            and 0 <= line.words[0].left - before.words[-1].right + 1 < line.top - line.bottom
        ):
            line = PageLine(
                before.text + line.text,
                before.bottom,
                before.top,
                before.words + line.words,
                (before.sizes[0], line.sizes[1]),
            )
            joined.pop()
        joined.append(line)
    return joined


def _begins_raised(line: PageLine, before: PageLine) -> bool:
    """Return whether the line begins with a number that is raised behind the line before it."""
    if not (line.words and before.words and before.text[-1:].isalnum()):
        return False
    if _RAISED_DIGITS.match(line.text) is None or ends_raised(before.text):
        return False
    is_small = line.sizes[0] < _RAISED_SIZE * before.sizes[1]
    is_behind = -1 <= line.words[0].left - before.words[-1].right < before.sizes[1] / 2
    return is_small and is_behind and before.bottom < line.bottom < before.top


def _words(textpage: pdfium.PdfTextPage, line: str, start: int) -> Iterator[Span]:
    position = 0
    for word in line.split(" "):
        if word.strip():
            begin = start + position
            left, _, _, _ = _box(textpage, begin)
            _, _, right, _ = _box(textpage, begin + len(word) - 1)
            yield Span(word.translate(_HYPHENS), left, right)
        position += len(word) + 1


def _box(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = textpage.get_charbox(_char(textpage, index), loose=True)
    except pdfium.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _char(textpage: pdfium.PdfTextPage, index: int) -> int:
    """Return the index of a character of the page by that in its text."""
    found = raw.FPDFText_GetCharIndexFromTextIndex(textpage.raw, index)
    return found if found >= 0 else 0


def _with_raised(textpage: pdfium.PdfTextPage, line: str, start: int) -> str:
    """Return a line in which numbers that are raised after a letter or a digit are marked."""
    clean = strip_marks(line)
    if clean != line or not any(map(str.isdigit, line)):
        return clean
    marked, position = "", 0
    while position < len(line):
        sign = line[position]
        if sign.isdigit() and position and line[position - 1].isalnum():
            end = position
            while (
                end < len(line)
                and line[end].isdigit()
                and _is_raised(textpage, start + position - 1, start + end)
            ):
                end += 1
            if end > position:
                marked += mark_raised(line[position:end], marked)
                position = end
                continue
        marked += sign
        position += 1
    return marked


def _is_raised(textpage: pdfium.PdfTextPage, base: int, index: int) -> bool:
    """Return whether a character is smaller and higher than the one before the number."""
    size = raw.FPDFText_GetFontSize(textpage.raw, _char(textpage, base))
    raised = raw.FPDFText_GetFontSize(textpage.raw, _char(textpage, index))
    if raised >= _RAISED_SIZE * size:
        return False
    _, bottom, _, _ = _box(textpage, base)
    _, higher, _, _ = _box(textpage, index)
    return higher > bottom
