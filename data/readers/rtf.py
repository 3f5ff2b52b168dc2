"""Reader of RTF files: paragraphs with their printed numbers, tables, text boxes and footnotes."""

import re
from dataclasses import dataclass, field, replace

from data.errors import SourceError
from data.readers.code_pages import is_mojibake
from data.readers.encoding import tell_lost_letters
from data.readers.layout import Cell, Item, Table, note_lines, print_items
from data.readers.raised import mark_raised, resolve_raised, strip_marks
from data.readers.reading import Notices, Options
from data.readers.rtf_tokens import SIGNS, WORDS, RtfToken, code_pages, is_rtf, rtf_tokens

_MAX_DEPTH = 500
_NUMBER = re.compile(r"\(?[\w.]{1,8}[.)]?")
_SILENT = (
    "fonttbl", "colortbl", "stylesheet", "info", "fldinst", "listtable", "listoverridetable",
    "rsidtbl", "generator", "themedata", "colorschememapping", "datastore", "latentstyles",
    "revtbl", "xe", "tc", "txe", "bkmkstart", "bkmkend", "nonshppict", "filetbl", "pgdsctbl",
    "xmlnstbl", "atnid", "atnauthor", "atnref", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc",
    "ftncn", "aftncn", "do", "shprslt", "sp", "falt", "template", "password", "userprops",
)  # fmt: skip
# Groups that hold no words of the act, with the kind of their notice, if any.
_SKIPPED = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "header"),
    "pict": "picture",
    "object": "embedded",
    "annotation": "comment",
    "mmath": "formula",
    **dict.fromkeys(_SILENT, ""),
}
_KEPT_OPTIONAL = frozenset({"shpinst", "shptxt", "footnote", "pntext", "listtext"})
_ENDS = frozenset({"par", "sect", "page", "line"})
_NOTES, _BOXES = "footnote", "shptxt"


@dataclass(frozen=True, slots=True)
class _State:
    """Properties of the text in a group."""

    font: int | None = None
    skip: int = 1
    is_skipped: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    is_raised: bool = False
    sink: str = ""


@dataclass(slots=True)
class _Paragraph:
    """Open paragraph, with the paragraphs of the footnotes and boxes that it holds."""

    text: str = ""
    has_gap: bool = False
    apart: dict[str, list[str]] = field(default_factory=lambda: {_NOTES: [""], _BOXES: [""]})


def read_rtf(content: bytes, name: str, options: Options, notices: Notices) -> str:
    """Return the text of an RTF file.

    Raises `SourceError` if it is damaged, in no certain code page, or holds two languages side by
    side and the options choose none.
    """
    if not is_rtf(content):
        raise SourceError(f"The file {name} is no RTF file.")
    if b"\0" in content and b"\\bin" not in content:
        raise SourceError(f"The file {name} is damaged: it holds null bytes.")
    source = strip_marks(content.decode("latin-1"))
    items = _Reader(source, name, options, notices).items()
    text = print_items(items, name, options, notices)
    tell_lost_letters(text, name, notices)
    if is_mojibake(text, options.language):
        raise SourceError(f"The letters of the file {name} are in no certain code page.")
    return text


class _Reader:
    """Reader of the tokens of one file into paragraphs and tables."""

    def __init__(self, source: str, name: str, options: Options, notices: Notices) -> None:
        self._tokens = rtf_tokens(source)
        self._page, self._fonts = code_pages(source)
        self._name, self._language, self._notices = name, options.language, notices
        self._state = _State()
        self._stack: list[_State] = []
        self._items: list[Item] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._cells: list[Cell] = []
        self._cell: list[Item] = []
        self._open = _Paragraph()
        self._in_table = False
        self._bytes = bytearray()
        self._left_out = 0
        self._run = ""
        self._is_first = False
        self._is_optional = False

    def items(self) -> list[Item]:
        """Return the paragraphs and tables in order. Raises SourceError."""
        for token in self._tokens:
            if token.kind != "byte":
                self._flush()
            match token.kind:
                case "brace":
                    self._brace(token.text)
                    continue
                case "word":
                    self._word(token)
                case "sign" if token.text == "*":
                    self._is_optional = True
                    continue
                case "byte":
                    self._byte(token.text)
                case "sign":
                    self._add(SIGNS.get(token.text, ""))
                case _:
                    self._text(token.text)
            self._is_first = self._is_optional = False
        if self._stack:
            raise SourceError(f"The file {self._name} is damaged: it ends inside a group.")
        self._end_paragraph()
        self._end_table()
        return self._items

    def _brace(self, brace: str) -> None:
        self._is_first, self._is_optional = brace == "{", False
        if brace == "{":
            if len(self._stack) >= _MAX_DEPTH:
                raise SourceError(f"The file {self._name} nests its groups too deeply.")
            self._stack.append(self._state)
        elif self._stack:
            if self._state.sink and self._state.sink != self._stack[-1].sink:
                self._open.apart[self._state.sink].append("")
            self._state = self._stack.pop()

    def _word(self, token: RtfToken) -> None:
        word, value, state = token.text, token.value, self._state
        is_on = value != 0
        if self._is_first or self._is_optional:
            if word in _SKIPPED or (self._is_optional and word not in _KEPT_OPTIONAL):
                if _SKIPPED.get(word) and not state.is_skipped:
                    self._notices.add(_SKIPPED[word])
                self._state = replace(state, is_skipped=True)
                return
            if word in (_NOTES, _BOXES) and not state.is_skipped:
                self._notices.add("footnote" if word == _NOTES else "text_box")
                self._state = replace(state, sink=word, is_raised=False)
                return
        match word:
            case "u":
                self._add(chr((value or 0) % 0x10000))
                self._left_out = state.skip
            case "uc":
                self._state = replace(state, skip=max(0, value or 0))
            case "f":
                self._state = replace(state, font=value)
            case "plain":
                self._state = replace(
                    state, is_hidden=False, is_deleted=False, is_struck=False, is_raised=False
                )
            case "v":
                self._state = replace(state, is_hidden=is_on)
            case "deleted":
                self._state = replace(state, is_deleted=is_on)
            case "strike" | "striked":
                self._state = replace(state, is_struck=is_on)
            case "super" | "nosupersub" | "sub":
                self._state = replace(state, is_raised=word == "super" and is_on)
            case "pard":
                self._in_table = False
            case "intbl":
                self._in_table = True
            case "cell" | "nestcell" if not state.is_skipped:
                self._end_cell()
            case "row" | "nestrow" if not state.is_skipped:
                self._rows.append(tuple(self._cells))
                self._cells = []
            case _ if word in _ENDS:
                self._end_line()
            case _:
                self._add(WORDS.get(word, ""))

    def _byte(self, byte: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._bytes.append(ord(byte))

    def _flush(self) -> None:
        """Decode the bytes before the token by the code page of their font."""
        if self._bytes:
            page = self._fonts.get(self._state.font or 0, self._page)
            words = self._bytes.decode(page, errors="replace")
            self._bytes.clear()
            self._add(words)

    def _text(self, text: str) -> None:
        left, self._left_out = self._left_out, max(0, self._left_out - len(text))
        # Some writers leave letters unescaped, in the code page of their font.
        page = self._fonts.get(self._state.font or 0, self._page)
        self._add(text[left:].encode("latin-1").decode(page, errors="replace"))

    def _add(self, words: str) -> None:
        state = self._state
        if not words or state.is_skipped:
            return
        kind = "hidden" if state.is_hidden else "deleted" if state.is_deleted else ""
        self._count(kind or ("struck" if state.is_struck else ""))
        if kind:
            self._open.has_gap = True
            return
        if state.sink:
            self._open.apart[state.sink][-1] += words
        elif state.is_raised:
            self._open.text += mark_raised(words, self._open.text)
        else:
            self._open.text += words

    def _count(self, kind: str) -> None:
        """Count a run of hidden, deleted or struck words once."""
        if kind and kind != self._run:
            self._notices.add(kind)
        self._run = kind

    def _end_line(self) -> None:
        state = self._state
        if state.is_skipped:
            return
        if state.sink:
            self._open.apart[state.sink].append("")
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        opened, self._open = self._open, _Paragraph()
        text = resolve_raised(" ".join(opened.text.split()))
        # The automatic number of a paragraph whose words are all left out.
        items: list[Item] = [] if opened.has_gap and _NUMBER.fullmatch(text) else [text]
        items += [" ".join(box.split()) for box in opened.apart[_BOXES]]
        for note in opened.apart[_NOTES]:
            items += note_lines(note, self._language)
        found = [item for item in items if item]
        if self._in_table:
            self._cell += found
        elif found:
            self._end_table()
            self._items += found

    def _end_cell(self) -> None:
        self._in_table = True
        self._end_paragraph()
        self._cells.append(tuple(self._cell))
        self._cell = []

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(tuple(self._cells))
        if self._rows:
            self._items.append(Table(tuple(self._rows)))
        self._items += self._cell
        self._rows, self._cells, self._cell = [], [], []
