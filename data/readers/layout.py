"""Paragraphs, footnotes and tables of a formatted document, and their text.

A paragraph is printed on a line of its own between blank lines, a row of a table with its cells on
one line, and a footnote so that the parser keeps it as a note. A table that only lays out the page
is printed as the paragraphs of its cells. Of a table with two languages side by side one column is
read, if that is asked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from data.errors import SourceError
from data.readers.letters import language_of
from data.readers.reading import Notices, Options, join_names

CELLS = "\t|\t"
# The separator of table cells, with any white space around it.
CELL_SEPARATOR = re.compile(r"\s*\|\s*")
# The number and the word of an article, in any language, at the beginning of a paragraph.
HEADING = re.compile(
    r"(?:Статья|СТАТЬЯ|Article|ARTICLE|Section|SECTION|Глава|ГЛАВА|Chapter|CHAPTER)\s+[\dIVX]+"
    r"|\d+(?:-\d+)?\s?-\s?(?:бап|БАП|тарау|ТАРАУ)\b"
)
# Paragraphs of a cell from which on a lone row with it is a layout, and their letters.
_LAYOUT_PARAGRAPHS = 5
_LAYOUT_LETTERS = 1500
# Letters up to which a cell beside the act is a menu.
_SIDE_LETTERS = 200
_NUMBER = re.compile(r"\(?\d{1,3}(?:-\d{1,2})?\s?[.)]")
# The title of a column that names its language.
_LANGUAGE_TITLE = re.compile(
    r"(?:(?:in|на|по)[\s-]+)?(?:қазақ\w*|казах\w*|рус\w*|орыс\w*|государственн\w*|мемлекеттік|kazakh"
    r"|russian|english|английск\w*|ағылшын\w*)(?:\s+(?:язык\w*|тіл\w*|language))?\s*[.:]?",
    re.IGNORECASE,
)
# The share of a document from which on a table with two languages is the act.
_ACT_SHARE = 0.3


_NOTE_WORDS = {"kk": "Ескерту.", "ru": "Сноска.", "en": "Footnote."}
_NOTE_BEGUN = re.compile(r"(?:Ескерту|Сноска|Footnote)\s*[.:]", re.IGNORECASE)
# The parser ends a note after the name of an amending act.
_NOTE_BREAK = re.compile(r"(?<=мен\.)\s+|(?<=\)\.)\s+", re.IGNORECASE)
_NOTE_MARK = re.compile(r"^\s*[\[(]?\s*(?:\d{1,3}|\*{1,3})\s*[\])]?\s+(?=\S)")


class Note(str):
    """Paragraph of a footnote, which no table row takes in."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Table: rows of cells, each with its paragraphs and inner tables; spanned cells are empty."""

    rows: "tuple[tuple[Cell, ...], ...]"


Paragraph: TypeAlias = str
Item: TypeAlias = "Paragraph | Table"
Cell: TypeAlias = tuple[Item, ...]


def note_lines(text: str, language: str | None) -> Iterator[Note]:
    """Yield the paragraphs of a footnote, each as a note in the language of the act."""
    word = _NOTE_WORDS[language or "ru"]
    for paragraph in text.split("\n"):
        for part in _NOTE_BREAK.split(" ".join(paragraph.split())):
            if part.strip():
                yield Note(part if _NOTE_BEGUN.match(part) else f"{word} {part}")


def without_mark(text: str) -> str:
    """Return the words of a footnote without the mark at its beginning."""
    return _NOTE_MARK.sub("", text)


def print_items(items: Sequence[Item], name: str, options: Options, notices: Notices) -> str:
    """Return the text of a document whose parts are ``items``.

    Raises `SourceError` if it holds two languages side by side and ``options`` choose no column.
    """
    whole = sum(len(text) for text in paragraphs(items))
    lines = list(_lines(items, name, options, notices, whole))
    return "\n".join(_without_repeated_blanks(lines)) + "\n"


def paragraphs(items: Iterable[Item]) -> Iterator[str]:
    """Yield the paragraphs of a document and of its tables in order."""
    for item in items:
        if isinstance(item, str):
            yield item
        else:
            for row in item.rows:
                for cell in row:
                    yield from paragraphs(cell)


def _lines(
    items: Iterable[Item], name: str, options: Options, notices: Notices, whole: int
) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            # Only preformatted text has lines of its own.
            yield from item.split("\n") if "\n" in item else (item.strip(" "),)
            yield ""
            continue
        languages = side_by_side(item)
        if languages and _is_act(item, languages, whole):
            chosen = _choose_column(languages, name, options, notices)
            column = [cell for row in item.rows for cell in row[chosen : chosen + 1]]
            if column and _LANGUAGE_TITLE.fullmatch(" ".join(paragraphs(column[0]))):
                column = column[1:]
            yield from _layout(column, name, options, notices, whole)
            continue
        if languages:
            notices.add("two_languages_table")
        if _is_numbered_list(item):
            for number, words in item.rows:
                yield from ("", " ".join((*paragraphs(number), *paragraphs(words))))
            yield ""
            continue
        if _is_layout(item):
            notices.add("layout_table")
            cells = [cell for row in item.rows for cell in _without_side_cells(row, notices)]
            yield from _layout(cells, name, options, notices, whole)
            continue
        yield from _rows(item, notices)
        yield ""


def _layout(
    cells: Iterable[Cell], name: str, options: Options, notices: Notices, whole: int
) -> Iterator[str]:
    for cell in cells:
        yield from _lines(cell, name, options, notices, whole)


def _rows(table: Table, notices: Notices) -> Iterator[str]:
    """Yield the rows, each with its cells on one line, and then the footnotes of the table."""
    notes: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row:
            if any(isinstance(item, Table) for item in cell):
                notices.add("nested_table")
            texts = list(paragraphs(cell))
            notes += [text for text in texts if isinstance(text, Note)]
            words = " ".join(text for text in texts if not isinstance(text, Note))
            cells.append(" ".join(words.replace("|", "/").split()))
        if any(cells):
            yield CELLS.join(cells) if len(cells) > 1 else cells[0]
    for note in notes:
        yield from ("", note)


def _is_layout(table: Table) -> bool:
    """Return whether a table only lays out the page: one of its cells contains an article."""
    cells = [cell for row in table.rows for cell in row if cell]
    if all(len(row) < 2 for row in table.rows):
        return True
    if any(_holds_article(cell) for cell in cells):
        return True
    if len(table.rows) > 1:
        return False
    return any(
        len(texts) >= _LAYOUT_PARAGRAPHS and sum(map(len, texts)) >= _LAYOUT_LETTERS
        for texts in (list(paragraphs(cell)) for cell in cells)
    )


def is_act_in_two_languages(table: Table, whole: int) -> bool:
    """Return whether a table holds the act in two languages; ``whole`` is the document's length."""
    languages = side_by_side(table)
    return bool(languages) and _is_act(table, languages, whole)


def _holds_article(cell: Cell) -> bool:
    texts = list(paragraphs(cell))
    return len(texts) > 1 and any(HEADING.match(text) for text in texts)


def _is_numbered_list(table: Table) -> bool:
    """Return whether each row is a number of a provision and its words."""
    return len(table.rows) > 0 and all(
        len(row) == 2
        and len(row[0]) == 1
        and isinstance(row[0][0], str)
        and _NUMBER.fullmatch(row[0][0]) is not None
        and len(row[1]) > 0
        for row in table.rows
    )


def _without_side_cells(row: Sequence[Cell], notices: Notices) -> Iterator[Cell]:
    """Yield the cells of a row of a layout without a menu beside the act."""
    holds = [_holds_article(cell) for cell in row]
    for cell, held in zip(row, holds, strict=True):
        words = " ".join(paragraphs(cell))
        if any(holds) and not held and 0 < len(words) < _SIDE_LETTERS:
            notices.add("menu")
            notices.say(f"Left out as no part of the act: “{words}”.")
        else:
            yield cell


def side_by_side(table: Table) -> tuple[str | None, ...]:
    """Return the language of each column if there are two languages, else nothing."""
    columns = _columns(table)
    languages = tuple(language_of(" ".join(column)) for column in columns)
    return languages if len({language for language in languages if language}) > 1 else ()


def _columns(table: Table) -> list[list[str]]:
    width = max((len(row) for row in table.rows), default=0)
    return [
        [text for row in table.rows for text in paragraphs(row[index] if index < len(row) else ())]
        for index in range(width)
    ]


def _is_act(table: Table, languages: Sequence[str | None], whole: int) -> bool:
    """Return whether two columns hold the act itself, not words that it quotes in two languages."""
    known = [column for column, one in zip(_columns(table), languages, strict=True) if one]
    headed = sum(any(HEADING.match(text) for text in column) for column in known)
    size = sum(len(text) for column in known for text in column)
    return headed > 1 or size > _ACT_SHARE * whole


def _choose_column(
    languages: Sequence[str | None], name: str, options: Options, notices: Notices
) -> int:
    """Return the index of the column to read. Raises `SourceError` if none is chosen."""
    known = [language for language in languages if language]
    if options.column is None:
        raise SourceError(refuse_columns(name, known, options))
    if options.column not in known:
        raise SourceError(
            f"The file {name} has columns in {join_names(dict.fromkeys(known))}, none in the "
            "language of --column."
        )
    notices.add("other_column", len(known) - known.count(options.column))
    return languages.index(options.column)


def refuse_columns(name: str, languages: Iterable[str], options: Options) -> str:
    """Return the sentence that refuses a text in two languages side by side."""
    named = dict.fromkeys(languages)
    wanted = options.language if options.language in named else next(iter(named))
    return (
        f"The file {name} has columns in {join_names(named)} side by side. "
        f"Add --column {wanted} to read that column alone."
    )


def _without_repeated_blanks(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines without outer blank ones, and with one between paragraphs."""
    blank = False
    begun = False
    for line in lines:
        if not line.strip():
            blank = begun
            continue
        if blank:
            yield ""
        yield line
        blank, begun = False, True
