"""Check digits: of the individual identification number of Kazakhstan, and of bank cards."""

from collections.abc import Sequence

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_individual_number(digits: str) -> bool:
    """Whether 12 digits end in the check digit of an individual identification number.

    The weighted sum of the first eleven modulo 11, with the weights 1 to 11; where that gives 10,
    again with the weights 3 to 11, 1, 2; where that gives 10 too, the number is not given out
    (rules on the national register of identification numbers, Law No. 223-III of 2007).
    """
    if len(digits) != 12 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    check = _weighted(digits, _FIRST)
    if check == 10:
        check = _weighted(digits, _SECOND)
    return check == int(digits[11])


def holds_birth_date(digits: str) -> bool:
    """Whether 12 digits begin as a birth date (YYMMDD) and a century with a sex (0 to 6)."""
    month, day, century = int(digits[2:4]), int(digits[4:6]), int(digits[6])
    return 1 <= month <= 12 and 1 <= day <= 31 and century <= 6


def is_card_number(digits: str) -> bool:
    """Whether 13 to 19 digits end in the check digit of a bank card (Luhn, ISO/IEC 7812-1)."""
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
