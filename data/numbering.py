"""Whether a printed number goes on with a numbering."""

from collections.abc import Iterable

from data.eid import number_key

# A number so far ahead of the one before is a year or a sum, not the next paragraph.
FARTHEST_STEP = 20
# Inside a line less is believed: one number may be missing.
FARTHEST_STEP_IN_LINE = 2


def is_next(before: str, after: str) -> bool:
    """Whether the number follows directly: 5 and 6, 5 and 5-1, 5-1 and 5-2, 5-2 and 6."""
    left, right = number_key(before), number_key(after)
    if right == (left[0] + 1,) or right == (*left, 1):
        return True
    return len(left) == len(right) > 1 and right == (*left[:-1], left[-1] + 1)


def follows(number: str, before: str | None, farthest: int = FARTHEST_STEP) -> bool:
    """Whether the number can follow ``before`` (or begin a numbering, where it is None)."""
    key = number_key(number)
    last = number_key(before) if before else (0,)
    return last < key and key[0] <= last[0] + farthest


def comes_later(before: str, numbers: Iterable[str]) -> bool:
    """Whether the number that follows ``before`` directly stands in ``numbers``.

    ``numbers`` are those of the articles to come; a new numbering from 1 ends the search.
    """
    for number in numbers:
        if number == "1":
            return False
        if is_next(before, number):
            return True
    return False
