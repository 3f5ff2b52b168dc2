"""Findings on tables of sums, such as budgets, in which a sum differs from its parts.

A row of a budget has one code, whose column is its level; its sum is that of the rows of the next
level below it. A row that was lost leaves a sum that differs from its parts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from data.model import Act
from data.validation.finding import Finding, Severity, error_of

Row = Sequence[str]

_CODE = re.compile(r"\d{1,3}\.?")
_SUM = re.compile(r"[-–]?\d+(?:[.,]\d{1,6})?")
_SPACES = re.compile(r"\s")
# "1) Кірістер" and "III. Таза бюджеттік кредиттеу" stand above the first code.
_HEAD = re.compile(r"(?:\d{1,2}|[IVXІХ]{1,5})\s?[.)]")
_MIN_ROWS, _MIN_RIGHT, _MIN_HIGHER = 5, 3, 2
_MIN_BUDGET = 8
# Groups without a code; one or two may be headings.
_MIN_CODES = 3
# Share of the sums that must be right, so that the others are errors.
_RIGHT = 0.5
# Share of the rows that may skip a level because the row above them was lost.
_FEW = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """Row of a budget: its level, the first words and the sum."""

    level: int
    name: str
    value: Decimal
    is_coded: bool


def check_sums(act: Act) -> Iterator[Finding]:
    """Yield a finding for each table in which a few sums differ from those of their parts.

    It is an error if several sums are higher than their parts: rows may be missing. Other
    differences are notes, since published budgets have some.
    """
    for provision in act.provisions:
        if provision.text.count("|") < _MIN_ROWS:
            continue
        rows = [[cell.strip() for cell in line.split("|")] for line in provision.text.split("\n")]
        higher, lower = _wrong_sums(rows)
        skipped = _skipped_levels(rows)
        if skipped >= _MIN_HIGHER:
            text = f"{skipped} rows of the table skip a level; rows may be missing."
            yield error_of(provision, text)
            continue
        codes = _lost_codes(rows)
        if codes >= _MIN_CODES:
            text = (
                f"{codes} rows of the table lack the code of their group; numbers may be missing."
            )
            yield error_of(provision, text)
            continue
        if _begins_below_heading(rows):
            yield error_of(provision, "The table has no heading row.")
            continue
        if len(higher) >= _MIN_HIGHER:
            text = (
                f"{len(higher)} sums of the table are higher than their parts; rows may be missing."
            )
            yield error_of(provision, text)
        elif higher or lower:
            name = (*higher, *lower)[0][:40]
            text = f"The sum of “{name}” in the table differs from its parts."
            yield Finding(Severity.NOTED, provision.eid, provision.lines[0], text)


def _wrong_sums(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """Return the names of the sums that are higher, and lower, than their parts."""
    right = 0
    higher: list[str] = []
    lower: list[str] = []
    for lines in _budgets(rows):
        for place, line in enumerate(lines):
            parts = list(_parts(lines, place))
            if line.level < 0 or not parts or not parts[0].is_coded:
                continue
            missing = line.value - sum((part.value for part in parts), Decimal())
            if abs(missing) <= _tolerance(line, parts):
                right += 1
            else:
                (higher if missing > 0 else lower).append(line.name)
    known = right >= _MIN_RIGHT and right >= _RIGHT * (right + len(higher) + len(lower))
    return (higher, lower) if known else ([], [])


def _skipped_levels(rows: Sequence[Row]) -> int:
    """Return how many rows are two levels below the row that they belong to, if most are not."""
    steps: Counter[tuple[int, int]] = Counter()
    for lines in _budgets(rows):
        for before, after in pairwise(line for line in lines if line.is_coded):
            if after.level > before.level:
                steps[before.level, after.level] += 1
    skipped = 0
    for (above, below), times in steps.items():
        regular = steps[above, above + 1]
        if below > above + 1 and regular >= _MIN_RIGHT and times <= _FEW * regular:
            skipped += times
    return skipped


def _lost_codes(rows: Sequence[Row]) -> int:
    """Return how many rows without a code stand above a class, where a group should stand."""
    return sum(
        line.level > 1 and not line.is_coded and after.is_coded and after.level == 1
        for lines in _budgets(rows)
        for line, after in pairwise(lines)
    )


def _begins_below_heading(rows: Sequence[Row]) -> bool:
    """Return whether the first row of a long budget is one of its sums, not a heading."""
    return _line(rows[0]) is not None and any(len(b) >= _MIN_BUDGET for b in _budgets(rows))


def _budgets(rows: Sequence[Row]) -> Iterator[list[_Line]]:
    """Yield the lines of each table with codes in its first columns and sums in its last one."""
    lines: list[_Line] = []
    width = 0
    for row in rows:
        line = _line(row)
        if line is None or len(row) != width:
            if len(lines) >= _MIN_ROWS:
                yield lines
            lines, width = [], len(row)
        if line is not None:
            lines.append(line)
    if len(lines) >= _MIN_ROWS:
        yield lines


def _line(row: Row) -> _Line | None:
    if len(row) < 4:
        return None
    value = _SPACES.sub("", row[-1])
    codes, name = row[:-2], row[-2]
    if not _SUM.fullmatch(value) or not name or _SUM.fullmatch(name):
        return None
    if any(code and not _CODE.fullmatch(code) for code in codes):
        return None
    coded = [place for place, code in enumerate(codes) if code]
    if len(coded) > 1:
        return None
    head = _HEAD.match(name) is not None
    level = coded[0] if coded else -1 if head else len(codes)
    number = Decimal(value.replace(",", ".").replace("–", "-"))
    return _Line(level, name, number, bool(coded))


def _parts(lines: Sequence[_Line], place: int) -> Iterator[_Line]:
    """Yield the lines of the level directly below a line."""
    line, level = lines[place], None
    for after in lines[place + 1 :]:
        if after.level <= line.level:
            return
        if level is None:
            level = after.level
        if after.level == level:
            yield after


def _tolerance(line: _Line, parts: Sequence[_Line]) -> Decimal:
    """Return how far rounding may move a sum."""
    places = max(-_exponent(each.value) for each in (line, *parts))
    return Decimal(len(parts) + 1) * Decimal(10) ** -places


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
