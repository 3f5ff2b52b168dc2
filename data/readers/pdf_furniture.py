"""Running heads and page numbers of a PDF: lines that recur at the same place of the pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.numbering import arabic
from data.readers.pdf_pages import PageLine

# Rows at each edge of a page that may be running heads.
_EDGE_ROWS = 5
# Points by which the place of a running head may differ between pages, and of one row's lines.
_PLACE = 6.0
_ROW = 3.0
# The share of the pages, or of the odd or even ones, on which a running head recurs.
_SHARE = 0.6
# A gap of so many line heights sets rows at an edge apart from the text.
_GAP = 0.6
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]{1,8}|[IVXLCDM]{1,8}")
_HEADING = re.compile(
    r"(?:статья|глава|раздел|параграф|приложение|article|chapter|section|annex|schedule|part)\s*#"
    r"|#\s*[-–]?\s*(?:бап|тарау|бөлім|параграф|қосымша)\b",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"[-–—|\[(/\s]*(?:(?:стр(?:аница|\.)?|с\.|бет|page|p\.|лист|л\.)\s*)?#"
    r"(?:\s*(?:/|из|of|ішінен|-ден|-дан|барлығы)\s*#)?[-–—\s]*(?:-?\s*(?:бет\w*|стр\w*\.?|ші\s+бет))?"
    r"(?:\s*/\s*#)?[-–—|\])\s]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Lines to leave out, as (page, line) indexes, and how many there are of each kind."""

    lines: frozenset[tuple[int, int]]
    heads: int
    numbers: int


@dataclass(frozen=True, slots=True)
class _Row:
    """Row at an edge of a page: its lines, place, text with # for digits, and the numbers."""

    page: int
    lines: tuple[int, ...]
    place: float
    key: str
    numbers: tuple[int, ...]
    # True if a gap separates the row and those outside of it from the text.
    is_apart: bool


def find_furniture(pages: Sequence[Sequence[PageLine]]) -> Furniture:
    """Return the running heads and page numbers of the pages."""
    lines: set[tuple[int, int]] = set()
    heads = numbers = 0
    sides = [[_edge(index, page, top) for index, page in enumerate(pages)] for top in (True, False)]
    offset = _page_offset([edge[0] for edges in sides for edge in edges if edge], len(pages))
    for edges in sides:
        taken = [0] * len(pages)
        # From the edge inwards: a row counts only if those outside of it recur too.
        for depth in range(_EDGE_ROWS):
            rows = [
                edge[depth]
                for index, edge in enumerate(edges)
                if taken[index] == depth and depth < len(edge)
            ]
            numbered = [row for row in rows if _has_page_number(row, offset)]
            found = {row.page: row for row in _recurring(rows, len(pages))}
            found |= {row.page: row for row in _numbered_heads(numbered)}
            for row in _without_headings(found.values(), pages):
                taken[row.page] = depth + 1
                lines |= {(row.page, line) for line in row.lines}
                if _PAGE_NUMBER.fullmatch(row.key):
                    numbers += 1
                else:
                    heads += 1
    return Furniture(frozenset(lines), heads, numbers)


def _without_headings(rows: Iterable[_Row], pages: Sequence[Sequence[PageLine]]) -> Iterator[_Row]:
    """Yield the rows that are no headings of the law: "Приложение 3" at the top of its one page."""
    rows = list(rows)
    begun = Counter((row.key, row.numbers[:1]) for row in rows)
    for row in rows:
        if _HEADING.match(row.key) and begun[row.key, row.numbers[:1]] == 1:
            own, words = set(row.lines), pages[row.page][row.lines[0]].text.split()[:2]
            others = (line for n, line in enumerate(pages[row.page]) if n not in own)
            # A head names the article that begins on the page, which has it as its heading too.
            if not any(line.text.split()[:2] == words for line in others):
                continue
        yield row


def _page_offset(rows: Sequence[_Row], count: int) -> int | None:
    """Return what the printed number of a page exceeds its index by, None if none is printed."""
    offsets = Counter(
        value - row.page for row in rows for value in {*row.numbers[:1], *row.numbers[-1:]}
    )
    if not offsets:
        return None
    offset, times = offsets.most_common(1)[0]
    return offset if times >= max(3, _SHARE * count) else None


def _has_page_number(row: _Row, offset: int | None) -> bool:
    return offset is not None and row.page + offset in (*row.numbers[:1], *row.numbers[-1:])


def _numbered_heads(rows: Sequence[_Row]) -> list[_Row]:
    """Return page numbers, and heads with them that recur, as those of the same chapter."""
    keys = Counter(row.key for row in rows)
    return [row for row in rows if keys[row.key] > 1 or _PAGE_NUMBER.fullmatch(row.key)]


def _edge(index: int, page: Sequence[PageLine], at_top: bool) -> list[_Row]:
    """Return the rows at the top or bottom of a page, the outermost first."""
    places = sorted(
        ((line.bottom, number) for number, line in enumerate(page) if line.words),
        reverse=at_top,
    )
    grouped: list[list[int]] = []
    for bottom, number in places:
        if grouped and abs(page[grouped[-1][0]].bottom - bottom) <= _ROW:
            grouped[-1].append(number)
        elif len(grouped) > _EDGE_ROWS:
            break
        else:
            grouped.append([number])
    rows: list[_Row] = []
    for position, group in enumerate(grouped[:_EDGE_ROWS]):
        ordered = sorted(group, key=lambda number: page[number].words[0].left)
        text = " ".join(" ".join(page[number].text.split()) for number in ordered)
        key, values = _normalize(text)
        inner = grouped[position + 1][0] if position + 1 < len(grouped) else None
        rows.append(
            _Row(
                index,
                tuple(ordered),
                page[group[0]].bottom,
                key,
                values,
                inner is not None and _gap(page[group[0]], page[inner]),
            )
        )
    return rows


def _gap(outer: PageLine, inner: PageLine) -> bool:
    height = max(inner.top - inner.bottom, 1.0)
    distance = max(outer.bottom - inner.top, inner.bottom - outer.top)
    return distance > _GAP * height


def _normalize(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text with # for its numbers, and the numbers; a lone Roman number counts."""
    bare = text.strip("-–— ")
    roman = arabic(bare.upper()) if _ROMAN.fullmatch(bare) else None
    if roman is not None:
        return "#", (int(roman),)
    return _DIGITS.sub("#", text), tuple(int(digits) for digits in _DIGITS.findall(text)[:6])


def _recurring(rows: Sequence[_Row], count: int) -> list[_Row]:
    """Return the rows that recur at their place on the pages of a document."""
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    found: list[_Row] = []
    for key, group in groups.items():
        for placed in _by_place(group):
            if _recurs(key, placed, count):
                found += _in_sequence(key, placed)
    return found


def _by_place(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Group rows with one text by their place."""
    groups: list[list[_Row]] = []
    for row in sorted(rows, key=lambda row: row.place):
        if groups and row.place - groups[-1][-1].place <= _PLACE:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _recurs(key: str, rows: Sequence[_Row], count: int) -> bool:
    """Return whether rows with one text at one place are running heads or page numbers."""
    apart = sum(row.is_apart for row in rows) * 2 >= len(rows)
    if count == 1:
        return apart and _PAGE_NUMBER.fullmatch(key) is not None
    if len(rows) < 2:
        return False
    pages = sorted(row.page for row in rows)
    steps = Counter(after - before for before, after in pairwise(pages))
    # The first page often has none, and odd and even pages may have different ones.
    near = steps[1] + steps[2] >= _SHARE * (len(pages) - 1)
    if not near:
        return False
    if len(rows) >= 3 and len(rows) >= _SHARE * (count - 1):
        return True
    parity = {page % 2 for page in pages}
    if len(parity) == 1 and len(rows) >= 3 and len(rows) >= _SHARE * (count // 2):
        return True
    return apart and (len(rows) >= 3 or count <= 4)


def _in_sequence(key: str, rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows whose numbers stay or grow with the pages; others are text by chance."""
    if "#" not in key:
        return rows
    width = len(rows[0].numbers)
    usual: Mapping[int, Counter[tuple[str, int]]] = {index: Counter() for index in range(width)}
    for row in rows:
        for index, value in enumerate(row.numbers):
            usual[index]["grows", value - row.page] += 1
            usual[index]["stays", value] += 1
    kept = [
        row
        for row in rows
        if all(
            max(usual[index]["grows", value - row.page], usual[index]["stays", value])
            >= min(len(rows), max(2, len(rows) // 3))
            for index, value in enumerate(row.numbers)
        )
    ]
    return kept if len(kept) * 2 >= len(rows) else []
