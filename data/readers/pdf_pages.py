"""Lines of the pages of a PDF with their places, and numbers that are raised in them."""

import re
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from data.readers.raised import ends_raised, mark_raised, strip_marks

# The codes that PDFium returns for a hyphen at the end of a line.
_HYPHENS = str.maketrans({"\x02": "\u00ad", "\ufffe": "\u00ad", "\x00": None})
# A raised number is set in letters smaller than this share of those before it, and higher by a
# tenth of their size, or by a quarter if it is not smaller.
_RAISED_SIZE = 0.8
_SMALL_HEIGHT = 0.1
_RAISED_HEIGHT = 0.25
_DESCENT = 0.2
# Raised numbers that are drawn later, at the end of the line or on a line of their own.
_DETACHED = re.compile(r"(?<!\S)\d{1,3}(?:\s+\d{1,3})*\s*$")
_DRAWN_BEFORE = re.compile(r"\s*(\d{1,3})\s+(?=\S)")
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


@dataclass(frozen=True, slots=True)
class _Row:
    """Line of the text of a page: where it begins, and raised numbers drawn apart by their place.

    ``raised`` are the offsets in the line that they follow, with their digits, in order.
    """

    text: str
    start: int
    raised: tuple[tuple[int, str], ...] = ()


def read_page(page: pdfium.PdfPage, *, with_words: bool = False) -> list[PageLine]:
    """Return the lines of a page in the order in which PDFium reads them, blank ones too.

    The place of each word takes most of the time, so it is only found ``with_words``.
    """
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        rows, start = [], 0
        for line in text.split("\r\n"):
            rows.append(_Row(line, start))
            start += len(line) + 2
        # The words of columns are read by their places, in which a moved number has none.
        placed = rows if with_words else _with_detached(textpage, _apart(textpage, rows))
        return _join_after_raised([_line(textpage, row, with_words) for row in placed])
    finally:
        textpage.close()


def _line(textpage: pdfium.PdfTextPage, row: _Row, with_words: bool) -> PageLine:
    line, start = row.text, row.start
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
    text, begin = "", 0
    for end, digits in row.raised:
        text += _with_raised(textpage, line[begin:end], start + begin)
        text += mark_raised(digits, text)
        # Only a space that was put where the number stood is left out, and never a sign.
        is_gap = line[end : end + 1].isspace() and line[end + 1 : end + 2] in tuple(".,;:)")
        begin = end + 1 if is_gap else end
    text += _with_raised(textpage, line[begin:], start + begin)
    edges = (first, start + len(line.rstrip()) - 1)
    sizes = [_size(textpage, edge) for edge in edges]
    return PageLine(text.translate(_HYPHENS), bottom, top, words, (sizes[0], sizes[1]))


def _apart(textpage: pdfium.PdfTextPage, rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows, with a raised number drawn before its own line in a row of its own."""
    apart: list[_Row] = []
    for row in rows:
        match = _DRAWN_BEFORE.match(row.text)
        if match is not None:
            mark, first = (
                _edge(textpage, row.start + place) for place in (match.start(1), match.end())
            )
            # A footnote has its mark before its first word, not above a later one.
            if mark.is_inside(first) and mark.size < _RAISED_SIZE * first.size:
                apart.append(_Row(match[1], row.start + match.start(1)))
                row = _Row(row.text[match.end() :], row.start + match.end())
        apart.append(row)
    return apart


def _with_detached(textpage: pdfium.PdfTextPage, rows: list[_Row]) -> list[_Row]:
    """Return the rows, with the raised numbers that are drawn apart in the lines they belong to."""
    found = [(n, match) for n, row in enumerate(rows) if (match := _DETACHED.search(row.text))]
    if not found:
        return rows
    placed = list(rows)
    edges = [_first_edge(textpage, row) for row in rows]
    largest = max(edge.size for edge in edges)
    for index, match in found:
        marks = list(re.finditer(r"\d+", match.string[match.start() :]))
        # The last number first: those before it may be of the line.
        for mark in reversed(marks):
            start = match.start() + mark.start()
            edge = _edge(textpage, rows[index].start + start)
            row = replace(placed[index], text=placed[index].text[:start].rstrip())
            others = [row if n == index else each for n, each in enumerate(placed)]
            place = None
            if edge.size < _RAISED_SIZE * largest:
                place = _find_place(textpage, others, edges, edge)
            if place is None:
                break
            other, end = place
            raised = tuple(sorted((*others[other].raised, (end, mark[0]))))
            others[other] = replace(others[other], raised=raised)
            placed = others
    return [row for row, before in zip(placed, rows, strict=True) if row.text or not before.text]


def _find_place(
    textpage: pdfium.PdfTextPage, rows: Sequence[_Row], edges: Sequence["_Edge"], mark: "_Edge"
) -> tuple[int, int] | None:
    """Return the row that a raised number belongs to, and the offset in it; None without one."""
    for index, (row, edge) in enumerate(zip(rows, edges, strict=True)):
        if row.text and mark.is_inside(edge):
            end = _raised_place(textpage, row.text, row.start, mark)
            if end is not None:
                return index, end
    return None


@dataclass(frozen=True, slots=True)
class _Edge:
    """Sign of a page: its left, bottom, right and top edge, its baseline and its font size."""

    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float

    def is_inside(self, first: "_Edge") -> bool:
        """Return whether a sign is on the row of a line with this first sign, and behind it."""
        return first.left < self.left and first.bottom < self.bottom < first.top

    def is_raised_behind(self, base: "_Edge") -> bool:
        """Return whether a sign is smaller and higher than the one that ends before it."""
        is_near = self.left - base.right < base.size / 2
        is_high = self.baseline - base.baseline >= _RAISED_HEIGHT * base.size
        return is_near and is_high and self.size < _RAISED_SIZE * base.size


def _first_edge(textpage: pdfium.PdfTextPage, row: _Row) -> _Edge:
    if not row.text.strip():
        return _Edge(0, 0, 0, 0, 0, 0)
    return _edge(textpage, row.start + len(row.text) - len(row.text.lstrip()))


def _edge(textpage: pdfium.PdfTextPage, index: int) -> _Edge:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(textpage.raw, _char(textpage, index), x, y)
    return _Edge(*_box(textpage, index), y.value, _size(textpage, index))


def _raised_place(textpage: pdfium.PdfTextPage, text: str, start: int, mark: _Edge) -> int | None:
    """Return the offset in a line behind whose sign a number is raised, None if behind none."""
    before: int | None = None
    for offset, sign in enumerate(text):
        if not sign.isspace():
            left, _, right, _ = _box(textpage, start + offset)
            if right > mark.left + 1:
                if left < mark.right - 1:
                    # The number is over a word, and the text goes on below it.
                    return None
                break
            before = offset
    if before is None or not text[before].isalnum() or text[before + 1 : before + 2].isalnum():
        return None
    return before + 1 if mark.is_raised_behind(_edge(textpage, start + before)) else None


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
    size = before.sizes[1]
    is_small = line.sizes[0] < _RAISED_SIZE * size
    # The bottom edge is below the baseline by a share of the font size.
    height = line.bottom - before.bottom - _DESCENT * (size - line.sizes[0])
    is_high = height >= (_SMALL_HEIGHT if is_small else _RAISED_HEIGHT) * size
    gap = line.words[0].left - before.words[-1].right
    # Next to a number of the same size the text may be that of the cell beside it.
    is_behind = -1 <= gap < (size / 2 if is_small else 1)
    return is_high and is_behind and before.bottom < line.bottom < before.top


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
    """Return whether a character is higher than the one before the number, and smaller or apart."""
    before, mark = _edge(textpage, base), _edge(textpage, index)
    is_small = mark.size < _RAISED_SIZE * before.size
    height = (_SMALL_HEIGHT if is_small else _RAISED_HEIGHT) * before.size
    return mark.baseline - before.baseline >= height


def _size(textpage: pdfium.PdfTextPage, index: int) -> float:
    return float(raw.FPDFText_GetFontSize(textpage.raw, _char(textpage, index)))
