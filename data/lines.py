"""Source lines: number, indentation, words."""

import re
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


def measure(number: int, raw: str) -> Line:
    """Take indentation (tabs count to the next multiple of eight) and text of a raw line apart."""
    if "\t" in raw:
        raw = raw.expandtabs(8)
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip()) if text else 0
    return Line(number, indent, text)
