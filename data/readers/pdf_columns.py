"""Columns of a PDF in two languages side by side, found by the gutter between them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from data.readers.letters import KAZAKH, language_of
from data.readers.pdf_pages import PageLine, Span

# Steps in points at which a gutter is looked for, and its least width.
_STEP = 4.0
_MIN_GUTTER = 6.0
_MAX_STEPS = 300
# The share of the lines of a page that a gutter may cut, and the least letters of each side.
_CUT_SHARE = 0.08
_MIN_SIDE = 0.2
_MIN_LETTERS = 60
# The share of the pages that must have the columns.
_PAGES_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Columns:
    """Languages of the left and the right column, and the gutter of each page, if it has one."""

    languages: tuple[str, str]
    gutters: tuple[float | None, ...]


def may_mix(pages: Sequence[Sequence[PageLine]]) -> bool:
    """Return whether a document has the letters of two languages, so that columns are looked for.

    In Kazakh about a seventh of the letters are not in the Russian alphabet.
    """
    counts = Counter(sign for page in pages for line in page for sign in line.text.lower())
    letters = sum(count for sign, count in counts.items() if sign.isalpha())
    kazakh = sum(counts[sign] for sign in KAZAKH)
    latin = sum(counts[sign] for sign in ascii_lowercase)
    cyrillic = letters - latin
    return 0.1 * letters < latin < 0.9 * letters or 0.01 * cyrillic < kazakh < 0.125 * cyrillic


def find_columns(pages: Sequence[Sequence[PageLine]]) -> Columns | None:
    """Return the columns of a document in two languages side by side, None without them."""
    gutters = [_gutter(page) for page in pages]
    with_text = sum(any(line.words for line in page) for page in pages)
    if sum(gutter is not None for gutter in gutters) < _PAGES_SHARE * max(1, with_text):
        return None
    sides: tuple[list[str], list[str]] = ([], [])
    for page, gutter in zip(pages, gutters, strict=True):
        if gutter is not None:
            for line in page:
                for word in line.words:
                    sides[_side(word, gutter)].append(word.text)
    left, right = (language_of(" ".join(side)) for side in sides)
    if left is None or right is None or left == right:
        return None
    return Columns((left, right), tuple(gutters))


def read_column(page: Sequence[PageLine], gutter: float | None, side: int) -> Iterator[str]:
    """Yield the lines of one side of a page, of all of it without a gutter."""
    for line in page:
        if gutter is None:
            yield line.text
            continue
        words = [word for word in line.words if _side(word, gutter) == side]
        if len(words) == len(line.words):
            yield line.text
        elif words:
            yield " ".join(word.text for word in words)


def _side(word: Span, gutter: float) -> int:
    return int((word.left + word.right) / 2 > gutter)


def _gutter(page: Sequence[PageLine]) -> float | None:
    """Return the middle of the gutter of a page in two languages, None without one."""
    lines = [line.words for line in page if line.words]
    if len(lines) < 2:
        return None
    left = min(word.left for words in lines for word in words)
    right = max(word.right for words in lines for word in words)
    best: tuple[int, float] | None = None
    step = max(_STEP, (right - left) / _MAX_STEPS)
    position = left + 0.25 * (right - left)
    while position < left + 0.75 * (right - left):
        cut = sum(
            any(
                word.left < position + _MIN_GUTTER / 2 and word.right > position - _MIN_GUTTER / 2
                for word in words
            )
            for words in lines
        )
        is_better = cut <= _CUT_SHARE * len(lines) and (best is None or cut < best[0])
        if is_better and _differs(lines, position):
            best = (cut, position)
        position += step
    return None if best is None else best[1]


def _differs(lines: Sequence[Sequence[Span]], gutter: float) -> bool:
    """Return whether both sides of a place hold text in different languages."""
    sides: tuple[list[str], list[str]] = ([], [])
    for words in lines:
        for word in words:
            sides[_side(word, gutter)].append(word.text)
    texts = [" ".join(side) for side in sides]
    letters = [sum(map(str.isalpha, text)) for text in texts]
    if min(letters) < max(_MIN_LETTERS, _MIN_SIDE * sum(letters)):
        return False
    languages = [language_of(text) for text in texts]
    return None not in languages and languages[0] != languages[1]
