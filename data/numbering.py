"""Numbering rules of provisions, and Roman numerals."""

from collections.abc import Iterable

from data.eid import number_key

# A number further ahead is a year or a sum, not the next paragraph.
MAX_NUMBER_GAP = 20
# Inside a line only one number may be missing.
MAX_NUMBER_GAP_IN_LINE = 2
# Letters of Roman numerals in Latin and Cyrillic, and single-character numerals.
LETTERS = "IVXLCІХСⅠⅤⅩ"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_TO_LATIN = str.maketrans("ІХСⅠⅤⅩ", "IXCIVX")
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def is_next(before: str, after: str) -> bool:
    """Return whether a number directly follows: 5 and 6, 5 and 5-1, 5-1 and 5-2, 5-2 and 6."""
    left, right = number_key(before), number_key(after)
    if right == (left[0] + 1,) or right == (*left, 1):
        return True
    return len(left) == len(right) > 1 and right == (*left[:-1], left[-1] + 1)


def continues_numbering(number: str, before: str | None, max_gap: int = MAX_NUMBER_GAP) -> bool:
    """Return whether the number can follow ``before``, or begin a numbering if that is None."""
    key = number_key(number)
    last = number_key(before) if before else (0,)
    return last < key and key[0] <= last[0] + max_gap


def comes_later(before: str, numbers: Iterable[str]) -> bool:
    """Return whether ``numbers`` contains the direct successor of ``before``.

    ``numbers`` are those of the later articles; a new numbering from 1 ends the search.
    """
    for number in numbers:
        if number == "1":
            return False
        if is_next(before, number):
            return True
    return False


def arabic(numeral: str) -> str | None:
    """Return a numeral from 1 to 99 in digits (``XIV``: ``14``), None if it is no numeral."""
    letters = numeral.translate(_TO_LATIN)
    total, before = 0, 0
    for letter in reversed(letters):
        value = _VALUES.get(letter, 0)
        total += -value if value < before else value
        before = max(before, value)
    return str(total) if 0 < total < 100 and roman(total) == letters else None


def roman(number: int) -> str:
    """Return the Roman numeral of a number from 1 to 99."""
    return _TENS[number // 10] + _ONES[number % 10]
