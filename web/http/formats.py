"""Formats of output: dates in three languages, pages of a list, CSV tables (RFC 4180).

Machine-readable values (``<time datetime>``, the API) stay in ISO 8601 and are formatted elsewhere.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from math import ceil
from typing import Final

from babel.dates import format_date, format_datetime
from starlette.responses import Response

# English dates are written as in the United Kingdom: the day before the month.
_LOCALES: Final[Mapping[str, str]] = {"kk": "kk", "ru": "ru", "en": "en_GB"}
# Of 28 November: "28 қар.", "28 нояб.", "28 Nov".
_SHORT: Final = "d MMM"
# CLDR puts a narrow no-break space before "ж." and "г."; few fonts have that character.
_NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"
_SPACE: Final = "\N{NO-BREAK SPACE}"


def format_day(day: date, language: str) -> str:
    """Return ``day`` in full, e.g. "28 November 2026"; a time counts as its day in UTC.

    The spaces inside do not break, so that a line never ends within a date.
    """
    if isinstance(day, datetime):
        day = day.astimezone(UTC).date()
    return _unbroken(format_date(day, "long", locale=_LOCALES[language]))


def format_short_day(day: date, language: str) -> str:
    """Return the day and the short month of ``day``, e.g. "28 Nov", for the axis of a chart."""
    return _unbroken(format_date(day, _SHORT, locale=_LOCALES[language]))


def format_time(moment: datetime, language: str) -> str:
    """Return ``moment`` to the minute in UTC, e.g. "28 November 2026, 14:05 UTC"."""
    utc = moment.astimezone(UTC)
    hours = format_datetime(utc, "HH:mm", locale=_LOCALES[language])
    return f"{format_day(utc, language)}, {hours}{_SPACE}UTC"


def count_pages(total: int, size: int) -> int:
    """Return the number of pages of ``size`` items that a list needs, at least one."""
    return max(1, ceil(total / size))


def _unbroken(text: str) -> str:
    return text.replace(_NARROW_SPACE, _SPACE).replace(" ", _SPACE)


# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, with the byte order mark that Excel needs to read UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def csv_response(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Return the rows as a CSV download; other than ASCII letters leave its file name."""
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_"))
    return Response(
        write_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{plain or "bapta"}.csv"',
            "Cache-Control": "no-store",
        },
    )


def harmless(cell: str) -> str:
    """Return a cell as text: one that would be a formula begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
