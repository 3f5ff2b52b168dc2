"""Signs that stand apart from the word they belong to, and lines that belong together."""

import re
from collections.abc import Collection, Sequence

SOFT_HYPHEN = "\u00ad"
# Three dots and ".5" are no sign gone astray.
_GAP = re.compile(r"\s+(?=[.,;:!?](?![\w.]))")
_LEADING = re.compile(r"[.,;:!?)»](?![\w.])")
_HYPHEN_END = re.compile(r"[^\W_]-$")


def close_signs(line: str) -> str:
    """Take away the white space before a full stop, comma, semicolon, colon, ``!`` and ``?``."""
    return _GAP.sub("", line)


def join_lines(lines: Sequence[str], apart: Collection[int] = ()) -> str:
    """Join the lines of one unit: a space between words, none around a hyphen or a stray sign.

    ``apart`` holds the indexes of lines that always follow a space.
    """
    text = ""
    for index, line in enumerate(lines):
        space = "" if not text else " " if index in apart else _between(text, line)
        text = f"{text}{space}{line}"
    return text.replace(SOFT_HYPHEN, "")


def _between(text: str, line: str) -> str:
    if text.endswith(("(", "«", SOFT_HYPHEN)) or _LEADING.match(line):
        return ""
    if _HYPHEN_END.search(text[-2:]) and line[:1].isalnum():
        return ""
    return " "
