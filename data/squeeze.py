"""How two texts are compared where white space and look-alike letters do not count."""

from data.lookalikes import fold
from data.signs import SOFT_HYPHEN


def squeeze(text: str) -> str:
    """The text without white space and soft hyphens, look-alike letters folded."""
    return fold("".join(text.split()).replace(SOFT_HYPHEN, ""))
