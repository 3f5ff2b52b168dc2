"""Footnotes of a PDF: lines in small letters at the foot of a page that its text refers to."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from data.readers.pdf_pages import PageLine
from data.readers.raised import marked_numbers, strip_marks

# The letters of a footnote are smaller than this share of those of the text.
_SMALL = 0.93
_MARK = re.compile(r"\s*(?P<mark>\d{1,3}|\*{1,3})[.)]?\s*(?=[^\W\d_]|[«\"“„(]|$)")
# "6 м²" has no note.
_NO_UNIT = r"(?<!\d\s[мm])(?<!\d[мm])(?<![скдcdkмm][мm])"
_ASTERISK = re.compile(r"\w(\*{1,3})(?!\*)")


def find_footnotes(pages: Sequence[Sequence[PageLine]]) -> tuple[frozenset[tuple[int, int]], int]:
    """Return the lines of footnotes, as (page, line) indexes, and the number of the footnotes.

    A footnote begins with a number or asterisks that the text of its page has as a raised mark.
    """
    sizes = Counter[float]()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return frozenset(), 0
    limit = _SMALL * sizes.most_common(1)[0][0]
    found: set[tuple[int, int]] = set()
    count = 0
    for index, page in enumerate(pages):
        small = _small_foot(page, limit)
        marks = _marks(page[number] for number in range(len(page)) if number not in small)
        begins = [number for number in small if _mark(page[number]) in marks]
        words = [number for number in small if page[number].text.strip()]
        # A table in small letters may have such a number in any row but seldom in its first one.
        if begins and begins[0] == words[0]:
            count += len(begins)
            found |= {(index, number) for number in small if number >= begins[0]}
    return frozenset(found), count


def _small_foot(page: Sequence[PageLine], limit: float) -> list[int]:
    """Return the last lines of a page, in order, that are in small letters."""
    small: list[int] = []
    for number in range(len(page) - 1, -1, -1):
        if page[number].words and page[number].size >= limit:
            break
        small.append(number)
    return small[::-1]


def _mark(line: PageLine) -> str | None:
    match = _MARK.match(strip_marks(line.text))
    return match["mark"] if match else None


def _marks(lines: Iterable[PageLine]) -> set[str]:
    """Return the marks of notes in lines of text, without the powers of units (м²)."""
    marks: set[str] = set()
    for line in lines:
        marks.update(marked_numbers(line.text, after=_NO_UNIT), _ASTERISK.findall(line.text))
    return marks
