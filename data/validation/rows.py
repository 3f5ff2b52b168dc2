"""Findings on rows of tables: lost numbers, sub-numbers out of order, stamps, a cut last row.

Each was measured on a collection of acts: of 1,708 undamaged ones at most two have the finding.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from data.model import Act
from data.parsing.boilerplate import mentions_attachment
from data.validation.finding import Finding, Severity, error_of
from data.validation.tables import TITLE, VALUE, Row, numbers_columns, row_number, table_rows

_SUB_NUMBER = re.compile(r"(\d{1,3})-(\d{1,2})[.)]?")
# Rows without a number of a table whose heading says that they have one, and rows before the last
# one that all have a value.
_MIN_BARE, _MIN_FULL = 3, 3


def check_rows(act: Act) -> Iterator[Finding]:
    """Yield one error for each table with such a problem, and one for the end of the act."""
    for provision in act.provisions:
        if "|" not in provision.text:
            continue
        rows = table_rows(provision.text)
        problem = _unordered_sub_number(rows) or _lost_numbers(rows)
        if problem:
            yield error_of(provision, problem)
    lines = [(n, line.strip()) for n, line in enumerate(act.source_lines, 1) if line.strip()]
    yield from _stamps(lines)
    yield from _cut_end(lines)


def _unordered_sub_number(rows: Sequence[Row]) -> str | None:
    """Return the problem of a row 6-1 below the row 6-4, None without one.

    A number that comes again begins another table, and "5-10" is a range.
    """
    matches = (_SUB_NUMBER.fullmatch(row[0]) for row in rows if any(row[1:]))
    found = [(int(each[1]), int(each[2])) for each in matches if each is not None]
    if len(set(found)) < len(found) or all(first < last for first, last in found):
        return None
    for (main, before), (following, after) in pairwise(found):
        if main == following and after < before:
            return f"Row {main}-{after} of the table follows row {main}-{before}."
    return None


def _lost_numbers(rows: Sequence[Row]) -> str | None:
    """Return the problem of rows with an empty cell where the others have numbers, else None."""
    numbered = [
        (place, number)
        for place, row in enumerate(rows)
        if not numbers_columns(row) and (number := row_number(row))
    ]
    if not numbered:
        heading = next((n for n, row in enumerate(rows) if TITLE.fullmatch(row[0])), len(rows))
        body = [row for row in rows[heading + 1 :] if any(row)]
        rows_to_fill = any(row[0] or not _is_filled(row[1]) for row in map(_padded, body))
        if len(body) < _MIN_BARE or rows_to_fill:
            return None
        return f"{len(body)} rows of the table lack the number that its heading announces."
    # The rows before the first number, and those between two numbers, are as many as are skipped.
    places = [(numbered[0][0] - numbered[0][1], 0), *numbered]
    if len(numbered) < 2 or numbered[1][1] != numbered[0][1] + 1:
        places = numbered
    for (place, number), (other, following) in pairwise(places):
        between = rows[place + 1 : other] if place >= -1 else ()
        if len(between) != following - number - 1 or not between:
            continue
        if all(not row[0] and len(row) == len(rows[other]) and row[1] for row in between):
            return f"{len(between)} rows of the table lack their number before row {following}."
    return None


def _is_filled(cell: str) -> bool:
    """Return whether a cell has more than a line to write on."""
    return any(letter.isalnum() for letter in cell)


def _padded(row: Row) -> Row:
    return row if len(row) > 1 else (*row, "")


def _stamps(lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Yield the stamps of attachments between two rows of one table."""
    for (_, above), (number, line), (_, below) in zip(lines, lines[1:], lines[2:], strict=False):
        if not line.startswith("|") or line.count("|") != 1 or not mentions_attachment(line):
            continue
        if above.count("|") == below.count("|") > 1:
            stamp = line.strip("| \t")[:40]
            text = f"The stamp “{stamp}” stands between two rows of a table."
            yield Finding(Severity.ERROR, None, number, text)


def _cut_end(lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Yield an error if the act ends with a row that lacks the value which those above it have."""
    latest = [line for _, line in lines[-1 - _MIN_FULL :]]
    if len(latest) <= _MIN_FULL or not all("|" in line for line in latest):
        return
    *above, last = table_rows("\n".join(latest))
    width = len(above[0])
    if any(len(row) != width or not VALUE.fullmatch(row[-1]) for row in above):
        return
    if len(last) < width or (len(last) == width and not last[-1]):
        text = "The last row of the act lacks the value that the rows above it have, perhaps cut."
        yield Finding(Severity.ERROR, None, lines[-1][0], text)
