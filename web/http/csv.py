"""CSV files for spreadsheets (RFC 4180), in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, with the byte order mark that Excel needs to read UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell as text: one that would be a formula begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
