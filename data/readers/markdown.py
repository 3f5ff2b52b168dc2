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
_STRUCK = re.compile(r"~~(?=\S)((?:[^~]|~(?!~))+)(?<=\S)~~")
_ITEM = re.compile(r"(?P<indent>\s*)\d{1,9}(?P<sign>[.)])\s")
_ONE = re.compile(r"(?P<indent>\s*)1(?=[.)]\s)")
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{1,32});")
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
        for raw in (*_count_items(lines), ""):
            line = _QUOTE.sub("", raw.strip())
            heading = _HEADING.match(line)
            is_row = line.startswith("|") or (bool(rows) and "|" in line)
            if rows and not is_row:
                yield self._table(rows)
                rows = []
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
        text = _ENTITY.sub(lambda match: unescape(match[0]), _TAG.sub(" ", text))
        if _STRUCK.search(text):
            self._notices.add("struck")
        text = _CODE.sub(r"\2", _STRUCK.sub(r"\1", text))
        for pattern in (_STRONG, _STRONG, _UNDERLINED):
            text = pattern.sub(r"\2", text)
        return resolve_raised(" ".join(_ESCAPE.sub(r"\1", text).split()))


def _count_items(lines: list[str]) -> list[str]:
    """Return the lines with the items of each list counted whose items all have the number 1."""
    counted = list(lines)
    # The open lists by their indent: the sign after their numbers, and the indexes of their lines.
    lists: dict[int, tuple[str, list[int]]] = {}

    def close(indent: int) -> None:
        for deeper in [each for each in lists if each >= indent]:
            _, rows = lists.pop(deeper)
            if all(_ONE.match(lines[row]) for row in rows):
                for number, row in enumerate(rows, start=1):
                    counted[row] = _ONE.sub(rf"\g<indent>{number}", lines[row], count=1)

    after_blank = False
    for row, line in enumerate(lines):
        item = _ITEM.match(line)
        if item is not None:
            indent = len(item["indent"])
            is_next = indent in lists and lists[indent][0] == item["sign"]
            close(indent + 1 if is_next else indent)
            lists.setdefault(indent, (item["sign"], []))[1].append(row)
        elif _BEGINS.match(line) or _HEADING.match(line) or (after_blank and line[:1].strip()):
            close(0)
        after_blank = not line.strip()
    close(0)
    return counted


def _raise(match: re.Match[str]) -> str:
    return mark_raised(match[1] or match[2] or "", match.string[: match.start()].rstrip("*_ "))
