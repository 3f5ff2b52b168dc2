"""Reference numbers: short, read out over the telephone, and no way to a private link."""

import re
from secrets import choice

from data.repair.homoglyphs import CAPITALS_TO_LATIN

# Digits and letters that no other looks or sounds like: no 0 O 1 I L, no 5 S, no 8 B, no U V.
_SIGNS = "234679ACDEFGHJKMNPQRTWXYZ"
_TYPED = re.compile(rf"(?:BP)?([{_SIGNS}]{{4}})([{_SIGNS}]{{4}})")


def new_reference() -> str:
    """A reference number at random, as ``BP-7KQF-3M2X``: one of 25⁸, some 150 thousand million."""
    one, other = ("".join(choice(_SIGNS) for _ in range(4)) for _ in range(2))
    return f"BP-{one}-{other}"


def read_reference(typed: str) -> str | None:
    """The reference number that was typed, however it was spaced; None where it is none."""
    signs = re.sub(r"[\s\-–—_.]+", "", typed.upper()).translate(CAPITALS_TO_LATIN)
    found = _TYPED.fullmatch(signs)
    return f"BP-{found[1]}-{found[2]}" if found else None
