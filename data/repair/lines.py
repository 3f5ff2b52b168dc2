"""Source lines: number, indentation, text, and the rules for joining them."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"
# Zero-width spaces and joiners, marks of direction and byte order marks are left out of a line;
# the hyphens of word processors are plain ones.
_SIGNS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u2010\u2011]")
_HYPHENS = "\u2010\u2011"
# The line separators of Unicode and of word processors are line ends too.
_BREAK = re.compile("\r\n|[\r\n\v\u2028\u2029]")
# An ellipsis and ".5" are no detached punctuation.
_GAP = re.compile(r"(?<!\s)\s++(?=[.,;:!?](?![\w.]))")
_LEADING = re.compile(r"[.,;:!?)»](?![\w.])")
_HYPHEN_END = re.compile(r"[^\W_]-$")


@dataclass(frozen=True, slots=True)
class Line:
    """Source line: 1-based number, width of its indentation, text without outer white space."""

    number: int
    indent: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text


def source_lines(text: str) -> tuple[str, ...]:
    """Return the unchanged lines of a source file without line ends."""
    lines = _BREAK.split(text.removeprefix("\ufeff"))
    if lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def parse_line(number: int, raw: str) -> Line:
    """Split a raw line into indentation (with tab stops every eight columns) and text."""
    raw = plain_signs(raw)
    if "\t" in raw:
        raw = raw.expandtabs(8)
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip()) if text else 0
    return Line(number, indent, text)


def plain_signs(text: str) -> str:
    """Return the text in NFC without invisible signs, soft hyphens excepted, with plain hyphens."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if _SIGNS.search(text) is None:
        return text
    return _SIGNS.sub(lambda match: "-" if match[0] in _HYPHENS else "", text)


def join_punctuation(line: str) -> str:
    """Remove the white space before a full stop, comma, semicolon, colon, ``!`` and ``?``."""
    return _GAP.sub("", line)


def join_lines(lines: Sequence[str], spaced: Collection[int] = ()) -> str:
    """Join the lines of one block, without a space around hyphens and detached punctuation.

    ``spaced`` holds the indexes of lines that always follow a space.
    """
    text = ""
    for index, line in enumerate(lines):
        space = "" if not text else " " if index in spaced else _separator(text, line)
        text = f"{text}{space}{line}"
    return text.replace(SOFT_HYPHEN, "")


def _separator(text: str, line: str) -> str:
    if text.endswith(("(", "«", SOFT_HYPHEN)) or _LEADING.match(line):
        return ""
    if _HYPHEN_END.search(text[-2:]) and line[:1].isalnum():
        return ""
    return " "
