"""Reader of Markdown as public mirrors of law publish it: the words without their markup.

Numbers stay as they are printed: a list keeps the numbers and signs of its items, but one whose
items all have the number 1 is counted, as Markdown does.
"""

import re
from collections.abc import Iterator
from html import unescape

from data.readers.layout import Item, Table, note_lines, print_items
from data.readers.raised import mark_raised, resolve_raised, strip_marks
from data.readers.reading import Notices, Options

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^(?:```|~~~)")
_RULE = re.compile(r"^(?:[-*_]\s*){3,}$|^=+$")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^(?:>\s?)+")
_BULLET = re.compile(r"^[-*+]\s+")
# A line that begins a paragraph of its own: numbers, letters and words of headings.
_BEGINS = re.compile(
    r"^(?:\*\*|__)?(?:\(?[\w-]{1,6}(?:\.\d+)*\\?[.)]|\d+(?:-\d+)?-бап|Статья|Article)"
)
_TABLE_RULE = re.compile(r"^\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_NOTE = re.compile(r"^\[\^([^\]]{1,40})\]:\s*(.*)$")
_NOTE_MARK = re.compile(r"\[\^([^\]]{1,40})\]")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()]*(?:\([^()]*\)[^()]*)?\)")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])"
)
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_RAISED = re.compile(r"<sup>(.*?)</sup>|\^(\d{1,3})\^", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_STRONG = re.compile(r"(?<![\\*\d])(\*{1,3})(?=\S)((?:[^*\\]|\\.)+?)(?<=\S)\1(?!\*)")
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)((?:[^_\\]|\\.)+?)(?<=\S)\1(?!\w)")
_CODE = re.compile(r"(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_ONE = re.compile(r"1\\?(?=[.)]\s)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_markdown(text: str, name: str, options: Options, notices: Notices) -> str:
    """Return the text of a Markdown file.

    Raises `SourceError` if it holds two languages side by side and the options choose none.
    """
    lines = _COMMENT.sub("", _FRONT_MATTER.sub("", strip_marks(text).replace("\r\n", "\n"))).split(
        "\n"
    )
    notes: dict[str, str] = {}
    body = []
    for line in lines:
        note = _NOTE.match(line)
        if note is None:
            body.append(line)
        else:
            notes[note[1]] = note[2]
    items = list(_Reader(notes, options, notices).items(body))
    return print_items(items, name, options, notices)


class _Reader:
    """Reader of the lines of one file, with its footnotes by their mark."""

    def __init__(self, notes: dict[str, str], options: Options, notices: Notices) -> None:
        self._notes = notes
        self._options = options
        self._notices = notices

    def items(self, lines: list[str]) -> Iterator[Item]:
        """Yield paragraphs, headings, tables and footnotes in order."""
        open_lines: list[str] = []
        rows: list[str] = []
        ones = _Ones()
        for raw in (*lines, ""):
            line = _QUOTE.sub("", raw.strip())
            heading = _HEADING.match(line)
            is_row = line.startswith("|") or (bool(rows) and "|" in line)
            if rows and not is_row:
                yield self._table(rows)
                rows = []
            line = ones.read(line, len(raw) - len(raw.lstrip()), is_open=bool(open_lines))
            ends = not line or heading or is_row or _RULE.match(line) or _FENCE.match(line)
            if ends or _BULLET.match(line) or _BEGINS.match(line):
                yield from self._paragraph(open_lines)
                open_lines = []
            if is_row:
                rows.append(line)
            elif heading is not None:
                yield from self._paragraph([heading[1]])
            elif not ends:
                open_lines.append(_BULLET.sub("", line))
                if raw.endswith(("  ", "\\")):
                    yield from self._paragraph(open_lines)
                    open_lines = []

    def _paragraph(self, lines: list[str]) -> Iterator[Item]:
        text = " ".join(line.removesuffix("\\") for line in lines)
        if not text:
            return
        yield self._words(text)
        for mark in _NOTE_MARK.findall(text):
            if mark in self._notes:
                self._notices.add("footnote")
                yield from note_lines(self._words(self._notes[mark]), self._options.language)

    def _table(self, rows: list[str]) -> Table:
        cells = (
            tuple((self._words(cell.strip()),) for cell in _CELL.split(row.strip().strip("|")))
            for row in rows
            if not _TABLE_RULE.match(row)
        )
        return Table(tuple(cells))

    def _words(self, text: str) -> str:
        """Return a text without its markup."""
        if _IMAGE.search(text):
            self._notices.add("picture")
        text = _IMAGE.sub("", _NOTE_MARK.sub("", text))
        text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
        text = _RAISED.sub(_raise, text)
        text = unescape(_TAG.sub(" ", text))
        if _STRUCK.search(text):
            self._notices.add("struck")
        text = _CODE.sub(r"\2", _STRUCK.sub(r"\1", text))
        for pattern in (_STRONG, _STRONG, _UNDERLINED):
            text = pattern.sub(r"\2", text)
        return resolve_raised(" ".join(_ESCAPE.sub(r"\1", text).split()))


class _Ones:
    """Counter of the items of a list that are all numbered 1."""

    def __init__(self) -> None:
        self._count = 0
        self._place = (0, "")

    def read(self, line: str, indent: int, *, is_open: bool) -> str:
        """Return the line with its place in the list; with ``is_open`` it may continue an item."""
        if not line:
            return line
        one = _ONE.match(line)
        if one is None:
            goes_on = is_open and not _BEGINS.match(line) and not _HEADING.match(line)
            self._count = self._count if goes_on else 0
            return line
        place = indent, line[one.end()]
        self._count = self._count + 1 if place == self._place else 1
        self._place = place
        return _ONE.sub(str(self._count), line, count=1)


def _raise(match: re.Match[str]) -> str:
    return mark_raised(match[1] or match[2] or "", match.string[: match.start()].rstrip("*_ "))
