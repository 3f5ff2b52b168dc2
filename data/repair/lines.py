"""Source lines: number, indentation, words.

Signs that stand apart from the word they belong to, and lines that belong together.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Line:
    """A source line: 1-based number, width of its indentation, text without outer white space."""

    number: int
    indent: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on the line."""
        return not self.text


def source_lines(text: str) -> tuple[str, ...]:
    """The lines of a source file as they are, without line ends."""
    lines = _BREAK.split(text.removeprefix("\ufeff"))
    if lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def parse_line(number: int, raw: str) -> Line:
    """Take indentation (tabs count to the next multiple of eight) and text of a raw line apart."""
    if "\t" in raw:
        raw = raw.expandtabs(8)
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip()) if text else 0
    return Line(number, indent, text)


SOFT_HYPHEN = "\u00ad"
# Three dots and ".5" are no sign gone astray.
_GAP = re.compile(r"\s+(?=[.,;:!?](?![\w.]))")
_LEADING = re.compile(r"[.,;:!?)»](?![\w.])")
_HYPHEN_END = re.compile(r"[^\W_]-$")


def join_punctuation(line: str) -> str:
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
