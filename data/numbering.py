"""Numbering rules of provisions: decimal and inserted numbers, letters and Roman numerals.

Every printed number has an ordinal in digits, by which numbers are compared: ``21.1``, ``21¹`` and
``21A`` have the ordinal ``21-1``, the letter ``в`` has ``3`` and the numeral ``iv`` has ``4``.
"""

import re
from collections.abc import Sequence

from data.eid import number_key

# A number further ahead is a year or a sum, not the next paragraph.
MAX_NUMBER_GAP = 20
# Inside a line only one number may be missing.
MAX_NUMBER_GAP_IN_LINE = 2
# Numbers of the longest range of repealed provisions.
MAX_RANGE = 200
_RANGE_JOINS = ("-", "–", "—", "to", "through", "по")
_RANGE_ITEM = re.compile(
    r"(?P<join>[-–—,;]|\b(?:и|по|және|мен|пен|бен|to|and|through)\b)\s*\(?"
    r"(?P<number>[1-9][0-9]{0,3}(?:-[1-9][0-9]?(?![0-9]))*|[^\W\d_](?![^\W_]))",
    re.IGNORECASE,
)
# Letters of Roman numerals in Latin and Cyrillic, and single-character numerals.
LETTERS = "IVXLCІХСⅠⅤⅩ"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_TO_LATIN = str.maketrans("ІХСⅠⅤⅩ", "IXCIVX")
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_SUPERSCRIPTS = str.maketrans("0123456789", SUPERSCRIPTS)
_TO_DIGITS = str.maketrans(SUPERSCRIPTS, "0123456789")
_RAISED = re.compile(rf"\s?([{SUPERSCRIPTS}]+)")
_INSERTED = re.compile(r"\s?[-–]\s?|\(")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]")
# Letters that a list may leave out have the ordinal of an insertion after the letter before them.
_LIST_LETTERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "а бвг д е жзи к лмн о прсту ф х цчшщ эюя".replace(" ", ""),
)
_EXTRA_LETTERS = {
    "ә": "1-1", "ғ": "4-1", "ё": "6-1", "й": "9-1", "қ": "10-1", "ң": "13-1", "ө": "14-1",
    "ұ": "19-1", "ү": "19-2", "һ": "21-1", "ъ": "25-1", "ы": "25-2", "і": "25-3", "ь": "25-4",
}  # fmt: skip
_LETTER_ORDINALS = _EXTRA_LETTERS | {
    letter: str(place) for letters in _LIST_LETTERS for place, letter in enumerate(letters, 1)
}
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def plain_number(printed: str) -> str:
    """Return a printed number with insertions after hyphens: ``21¹`` and ``21(1)`` are ``21-1``.

    Full stops and letters stay: ``1.2.1``, ``21A``.
    """
    number = _RAISED.sub(lambda raised: f"-{raised[1].translate(_TO_DIGITS)}", printed)
    return _INSERTED.sub("-", number).rstrip(") ")


def ordinal(number: str) -> str:
    """Return the ordinal of a plain number: ``1.2`` and ``1B`` are ``1-2``, ``в`` is ``3``."""
    parts = _PARTS.findall(number)
    return "-".join(_LETTER_ORDINALS.get(part.lower(), part) for part in parts)


def ordinals(numbers: Sequence[str]) -> list[str]:
    """Return the ordinals of sibling numbers, which are Roman numerals if the first is ``i``."""
    if numbers and numbers[0].lower() == "i":
        return [arabic(number.upper()) or ordinal(number) for number in numbers]
    return [ordinal(number) for number in numbers]


def is_next(before: str, after: str) -> bool:
    """Return whether an ordinal directly follows: 5 and 6, 5 and 5-1, 5-1 and 5-2, 5-1-2 and 6."""
    left, right = number_key(before), number_key(after)
    if right == (*left, 1):
        return True
    depth = len(right)
    return depth <= len(left) and right == (*left[: depth - 1], left[depth - 1] + 1)


def continues_numbering(number: str, before: str | None, max_gap: int = MAX_NUMBER_GAP) -> bool:
    """Return whether the number can follow ``before``, or begin a numbering if that is None."""
    key = number_key(number)
    last = number_key(before) if before else (0,)
    return last < key and key[0] <= last[0] + max_gap


def continues_decimal(number: str, before: str | None, above: str | None) -> bool:
    """Return whether the ordinal of a decimal number can follow ``before`` under article ``above``.

    ``2-1`` may follow any number that begins with 1; without a number before, it may begin
    article 2.
    """
    key = number_key(number)
    if before is None:
        return key[1:] == (1,) and (above is None or key[0] in (1, number_key(above)[0]))
    last = number_key(before)
    follows = key[0] == last[0] + 1 and set(key[1:]) == {1}
    skips = key[:-1] == last[: len(key) - 1] and len(last) >= len(key) and key > last
    return is_next(before, number) or follows or (skips and key[-1] <= last[len(key) - 1] + 2)


def expand_range(first: str, others: str) -> list[str]:
    """Return the numbers after ``first`` that ``others`` names: "- 4)" after 2 gives 3 and 4.

    ``others`` joins numbers or letters by commas and words ("2), 3) и 4)"), ranges by a dash,
    "to", "through" or "по".
    """
    numbers: list[str] = []
    before = first
    for match in _RANGE_ITEM.finditer(others):
        last = match["number"].lower()
        is_range = match["join"] in _RANGE_JOINS
        numbers += [*(_between(before, last) if is_range else ()), last]
        before = last
    return numbers


def _between(first: str, last: str) -> list[str]:
    """Return the numbers between two numbers of one level, without both."""
    for letters in _LIST_LETTERS:
        if first in letters and last in letters:
            return list(letters[letters.index(first) + 1 : letters.index(last)])
    if not (first[0].isdigit() and last[0].isdigit()):
        return []
    *above, left = first.split("-")
    *other, right = last.split("-")
    if above == other:
        prefix = "".join(f"{part}-" for part in above)
        return [f"{prefix}{each}" for each in _span(int(left) + 1, int(right))]
    if not above and len(other) == 1:
        whole = [str(each) for each in _span(int(left) + 1, int(other[0]) + 1)]
        return whole + [f"{other[0]}-{each}" for each in _span(1, int(right))]
    return []


def _span(start: int, end: int) -> range:
    return range(start, end) if end - start <= MAX_RANGE else range(0)


def successors(before: str) -> list[str]:
    """Return the ordinals that directly follow: 5-1 and 6 after 5, 5-1-1, 5-2 and 6 after 5-1."""
    key = number_key(before)
    following = [(*key, 1), *((*key[:depth], key[depth] + 1) for depth in range(len(key)))]
    return ["-".join(map(str, each)) for each in following]


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
