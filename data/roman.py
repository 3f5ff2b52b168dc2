"""Roman numerals, in which older acts number their chapters."""

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# The same letters as a Cyrillic keyboard has them.
_TO_LATIN = str.maketrans("ІХСⅠⅤⅩ", "IXCIVX")
LETTERS = "IVXLCІХСⅠⅤⅩ"
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def arabic(numeral: str) -> str | None:
    """The number 1 to 99 in digits (``XIV``: ``14``); None where the letters are no numeral."""
    letters = numeral.translate(_TO_LATIN)
    total, before = 0, 0
    for letter in reversed(letters):
        value = _VALUES.get(letter, 0)
        total += -value if value < before else value
        before = max(before, value)
    return str(total) if 0 < total < 100 and roman(total) == letters else None


def roman(number: int) -> str:
    """The numeral of a number from 1 to 99."""
    return _TENS[number // 10] + _ONES[number % 10]
