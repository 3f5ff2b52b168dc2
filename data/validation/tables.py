"""Findings on tables that lost rows or cells, or whose rows are in another order."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from data.model import Act
from data.validation.finding import Finding, error_of

_NUMBER = re.compile(r"([1-9][0-9]{0,2})\.?")
TITLE = re.compile(
    r"(?:[рРpP]\s?/\s?[сc]\s*)?(?:№|N)(?:\s*(?:[пp]\s?/\s?[пp]|[рpP]\s?/\s?[сc]))?\.?",
    re.IGNORECASE,
)
_MIN_NUMBERS = 5
_MIN_CLOSE = 3
VALUE = re.compile(r"[-–]?\d[\d\s]*(?:[.,]\d+)?")
_MIN_CELLS = 3
# Shares of the rows that must agree, so that the others are errors.
_IN_ORDER, _NUMBERED = 0.45, 0.8
# Rows below a heading, of which a few may lack a cell; more in succession are another table.
_MIN_FEW, _FEW, _MAX_RUN = 4, 0.35, 3
_MAX_NAME = 40
# Characters of a row that stands twice.
_MIN_LENGTH = 25

Row = Sequence[str]


def check_tables(act: Act) -> Iterator[Finding]:
    """Yield one error for each table whose row numbers or numbers of cells do not fit."""
    for provision in act.provisions:
        if "|" not in provision.text:
            continue
        rows = table_rows(provision.text)
        problem = (
            _misnumbered(rows)
            or _short_rows(rows)
            or _isolated_rows(rows)
            or _doubled(rows)
            or _lost_number(rows)
        )
        if problem:
            yield error_of(provision, problem)


def table_rows(text: str) -> list[Row]:
    """Return the rows of a text, each with its cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if "|" in line]


def _misnumbered(rows: Sequence[Row]) -> str | None:
    """Return the first problem of the numbers in the first column, None without one."""
    runs = [run for run in _runs(rows) if run]
    every = [number for run in runs for number in run]
    complete = list(range(1, len(every) + 1))
    if len(every) >= _MIN_NUMBERS and every != complete and sorted(every) == complete:
        return "The rows of the table are not in the order of their numbers."
    # The rows of a table that an order changes begin with another number than 1.
    for numbers in runs:
        if len(numbers) < _MIN_NUMBERS:
            continue
        rises = all(left < right for left, right in pairwise(numbers))
        if rises and (gap := _gap(numbers)):
            return gap
        if sorted(numbers) == list(range(min(numbers), max(numbers) + 1)) and not rises:
            return "The rows of the table are not in the order of their numbers."
    if not _is_numbered(rows):
        return None
    return _gap_of_few(rows) or _late_start(rows)


def _gap(numbers: Sequence[int]) -> str | None:
    """Return the first of a few gaps between the numbers of rows, None without one or with many."""
    gaps = [(left, right) for left, right in pairwise(numbers) if right > left + 1]
    if not gaps or len(gaps) > (1 - _IN_ORDER) * (len(numbers) - 1):
        return None
    left, right = gaps[0]
    return f"Row {right} of the table follows row {left}; rows may be missing."


def _is_numbered(rows: Sequence[Row]) -> bool:
    """Return whether the heading of the first column says that it has the numbers of the rows."""
    return TITLE.fullmatch(rows[0][0]) is not None


def _gap_of_few(rows: Sequence[Row]) -> str | None:
    """Return the gap in a numbered table of any length, None without one."""
    body = [row for row in rows if any(row) and not numbers_columns(row)]
    first = next((n for n, row in enumerate(body) if row_number(row) is not None), None)
    if first is None:
        return None
    numbers = [row_number(row) for row in body[first:]]
    known = [number for number in numbers if number is not None]
    if len(known) < _MIN_CLOSE or len(known) < _NUMBERED * len(numbers) or known[0] != 1:
        return None
    return _gap(known)


def _late_start(rows: Sequence[Row]) -> str | None:
    """Return the problem of a numbered table that begins after the row 1, None without one."""
    known = [number for row in rows if (number := row_number(row)) is not None]
    if known and known[0] > 1 and 1 not in known:
        return f"The table begins with row {known[0]}; rows may be missing."
    return None


def row_number(row: Row) -> int | None:
    """Return the number of a row; of a code in several columns it has one alone: "1 | | Taxes"."""
    match = _NUMBER.fullmatch(row[0])
    is_code = len(row) < 2 or not row[1]
    return None if match is None or is_code else int(match[1])


def _runs(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Yield the numbers of the rows; a row with the number 1 begins a new run."""
    run: list[int] = []
    for row in rows:
        number = None if numbers_columns(row) else row_number(row)
        if number is None:
            continue
        if number == 1 and run:
            yield run
            run = []
        run.append(number)
    yield run


def numbers_columns(row: Row) -> bool:
    """Return whether the cells of a row are the numbers of the columns."""
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or not all(map(str.isdecimal, cells)):
        return False
    first = int(cells[0])
    return [int(cell) for cell in cells] == list(range(first, first + len(cells)))


def _short_rows(rows: Sequence[Row]) -> str | None:
    """Return the problem of a table in which a few rows lack one cell, None for any other.

    Cells that span others leave rows of several widths. The rows with a number are those of one
    table body, and the heading of a numbered table has a cell for each of its columns.
    """
    numbered = rows if _is_numbered(rows) else ()
    for body in (numbered, [row for row in rows if _has_number(row)], _below_heading(rows)):
        full = [row for row in body if not numbers_columns(row) and _is_filled(row)]
        widths = Counter(map(len, full))
        if len(full) < _MIN_FEW or len(widths) != 2:
            continue
        (width, _), (other, short) = widths.most_common()
        longest = max(len(list(run)) for is_short, run in groupby(full, _has(other)) if is_short)
        scattered = short <= _FEW * len(full) and longest <= _MAX_RUN
        if other == width - 1 and scattered and width >= _MIN_CELLS:
            return f"{short} of {len(full)} rows of the table lack a cell."
    return None


def _isolated_rows(rows: Sequence[Row]) -> str | None:
    """Return the problem of rows that lack a cell between two complete rows of sums."""
    short = [
        row
        for before, row, after in zip(rows, rows[1:], rows[2:], strict=False)
        if len(before) == len(after) == len(row) + 1 > _MIN_CELLS
        and VALUE.fullmatch(before[-1])
        and VALUE.fullmatch(after[-1])
    ]
    if not short or len(short) > _FEW * len(rows):
        return None
    name = next((cell for cell in short[0] if any(map(str.isalpha, cell))), short[0][0])
    text = f"{len(short)} rows of the table lack a cell that the rows around them have"
    return f"{text}; the first one is “{name[:_MAX_NAME]}”."


def _has(cells: int) -> Callable[[Row], bool]:
    """Return a predicate of the rows with so many cells."""
    return lambda row: len(row) == cells


def _has_number(row: Row) -> bool:
    """Return whether a cell of a row is a number, as below a heading."""
    return any(VALUE.fullmatch(cell) for cell in row)


def _is_filled(row: Row) -> bool:
    """Return whether more than the first cell has a text; a total or a caption has one alone."""
    return any(row[1:])


def _below_heading(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows from the first one with the usual number of cells on."""
    (width, _), *_ = Counter(map(len, rows)).most_common()
    return rows[next(n for n, row in enumerate(rows) if len(row) == width) :]


def _doubled(rows: Sequence[Row]) -> str | None:
    """Return the problem of a numbered row that stands twice in succession, None without one."""
    for before, after in pairwise(rows):
        if (
            before == after
            and row_number(after) is not None
            and sum(map(len, after)) >= _MIN_LENGTH
        ):
            return f"The row {after[0]} of the table stands twice."
    return None


def _lost_number(rows: Sequence[Row]) -> str | None:
    """Return the problem of a row with the numbers of the columns that lacks the first one."""
    for row in rows:
        if len(row) > _MIN_CELLS and list(row) == ["", *map(str, range(2, len(row) + 1))]:
            return "The row with the numbers of the columns begins with 2; numbers may be missing."
    return None
