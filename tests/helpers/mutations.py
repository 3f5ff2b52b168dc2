"""Mutations of an act and its rendering as a file of each format, by a seed.

An act is a list of paragraphs; a row of a table has its cells separated by " | ". A mutation
damages the paragraphs (words cut, paragraphs lost, moved or repeated) or the bytes of the file.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from data.parsing.boilerplate import is_signature
from tests.helpers.word_file import make_word, paragraph, table

Paragraphs = list[str]
SUFFIXES = (".txt", ".html", ".docx", ".rtf", ".md")
_CODE_PAGES = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "kz1048", "latin-1")
_CELL = " | "
# A paragraph, point, article, chapter or row with a number.
_NUMBERED = re.compile(r"\W*(?:\d|Статья|Глава|Раздел|Article|Chapter|Section|[^\W\d]\))")
# The number itself with its form: "1.", "1)", "1-бап", "Статья 1", "| | 1 |".
_NUMBER = re.compile(r"[\W_]*(?:[^\W\d]+\s)?(?P<number>\d{1,4})\s?\S?")
# Characters of a paragraph in which a sentence may be cut.
_LONG = 60


def cut_end(act: Paragraphs, chance: Random) -> Paragraphs:
    """End the act inside a sentence."""
    place = _long(act, chance)
    return [*act[:place], _head(act[place], chance)]


def cut_start(act: Paragraphs, chance: Random) -> Paragraphs:
    """Begin the act inside a sentence."""
    place = _long(act, chance)
    return [_tail(act[place], chance), *act[place + 1 :]]


def cut_after_paragraph(act: Paragraphs, chance: Random) -> Paragraphs:
    """End the act after a paragraph."""
    return act[: chance.randrange(len(act) // 4, len(act) - 1)]


def cut_before_paragraph(act: Paragraphs, chance: Random) -> Paragraphs:
    """Begin the act with a later paragraph."""
    return act[chance.randrange(len(act) // 8, len(act) // 2) :]


def cut_middle(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out the text from inside one sentence to inside a later one, as a lost page does."""
    first = _long(act, chance)
    last = min(len(act) - 1, first + chance.randrange(1, 12))
    joined = f"{_head(act[first], chance)} {_tail(act[last], chance)}"
    return [*act[:first], joined, *act[last + 1 :]]


def cut_sentence(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out the end of one paragraph."""
    place = _long(act, chance)
    return [*act[:place], _head(act[place], chance), *act[place + 1 :]]


def cut_lines(act: Paragraphs, chance: Random) -> Paragraphs:
    """Keep only the first characters of each paragraph, as a narrow column does."""
    width = chance.randrange(60, 200)
    return [line[:width].rstrip() for line in act]


def drop_paragraphs(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out a run of paragraphs."""
    place = chance.randrange(len(act) - 12)
    return act[:place] + act[place + chance.randrange(2, 12) :]


def thin_out(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out every tenth paragraph or so."""
    return [line for line in act if chance.random() > 0.1]


def drop_numbers(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out the numbers of a run of paragraphs, as a copy from Word does."""
    place = chance.randrange(len(act) // 2)
    end = place + chance.randrange(20, len(act))
    return [
        line.lstrip("0123456789-.) ") if place <= n < end else line for n, line in enumerate(act)
    ]


def drop_rows(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out some rows of the tables."""
    rows = [n for n, line in enumerate(act) if _CELL in line]
    lost = set(chance.sample(rows, max(1, len(rows) // 4)))
    return [line for n, line in enumerate(act) if n not in lost]


def drop_cells(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out one cell of some rows, so that the cells after it change their column."""
    rows = [n for n, line in enumerate(act) if _CELL in line]
    lost = set(chance.sample(rows, max(1, len(rows) // 4)))
    return [_without_cell(line, chance) if n in lost else line for n, line in enumerate(act)]


def shuffle(act: Paragraphs, chance: Random) -> Paragraphs:
    """Put all paragraphs into another order."""
    return chance.sample(act, len(act))


def shuffle_window(act: Paragraphs, chance: Random) -> Paragraphs:
    """Put the paragraphs of one page into another order."""
    place = chance.randrange(max(1, len(act) - 30))
    page = act[place : place + 30]
    return act[:place] + chance.sample(page, len(page)) + act[place + 30 :]


def swap_blocks(act: Paragraphs, chance: Random) -> Paragraphs:
    """Exchange two adjacent runs of paragraphs, as misplaced pages do."""
    first, middle, last = sorted(chance.sample(range(len(act)), 3))
    return act[:first] + act[middle:last] + act[first:middle] + act[last:]


def reverse_pages(act: Paragraphs, _chance: Random) -> Paragraphs:
    """Put the pages into the opposite order."""
    pages = [act[n : n + 30] for n in range(0, len(act), 30)]
    return [line for page in reversed(pages) for line in page]


def repeat_run(act: Paragraphs, chance: Random) -> Paragraphs:
    """Repeat a run of paragraphs directly after it."""
    place = chance.randrange(len(act) - 8)
    end = place + chance.randrange(4, 40)
    return act[:end] + act[place:end] + act[end:]


def nest(act: Paragraphs, chance: Random) -> Paragraphs:
    """Put the whole act into its own middle."""
    place = chance.randrange(1, len(act))
    return act[:place] + act + act[place:]


def append_twice(act: Paragraphs, _chance: Random) -> Paragraphs:
    """Put the act twice into the file."""
    return act + act


def join_paragraphs(act: Paragraphs, chance: Random) -> Paragraphs:
    """Join each run of paragraphs to one, as a lost line end does."""
    size = chance.randrange(2, 5)
    return [" ".join(act[n : n + size]) for n in range(0, len(act), size)]


def join_words(act: Paragraphs, chance: Random) -> Paragraphs:
    """Leave out the spaces of some paragraphs."""
    return [line.replace(" ", "") if chance.random() < 0.05 else line for line in act]


def lose_letters(act: Paragraphs, _chance: Random) -> Paragraphs:
    """Write "?" for the letters that Windows-1251 lacks, or else for those of Cyrillic."""
    lossy = [line.encode("cp1251", "replace").decode("cp1251") for line in act]
    if sum(line.count("?") for line in lossy) < 100:
        lossy = [line.encode("latin-1", "replace").decode("latin-1") for line in act]
    return lossy


def misread(act: Paragraphs, chance: Random) -> Paragraphs:
    """Read the whole text in a wrong code page."""
    code_page = chance.choice(_CODE_PAGES)
    return [line.encode().decode(code_page, "replace") for line in act]


def misread_some(act: Paragraphs, chance: Random) -> Paragraphs:
    """Read some paragraphs in a wrong code page."""
    code_page = chance.choice(_CODE_PAGES)
    return [
        line.encode().decode(code_page, "replace") if chance.random() < 0.04 else line
        for line in act
    ]


PARAGRAPH_MUTATIONS: Mapping[str, Callable[[Paragraphs, Random], Paragraphs]] = {
    each.__name__: each
    for each in (
        cut_end, cut_start, cut_after_paragraph, cut_before_paragraph, cut_middle, cut_sentence,
        cut_lines, drop_paragraphs, thin_out, drop_numbers, drop_rows, drop_cells, shuffle,
        shuffle_window, swap_blocks, reverse_pages, repeat_run, nest, append_twice,
        join_paragraphs, join_words, lose_letters, misread, misread_some,
    )
}  # fmt: skip


def undetectable(act: Paragraphs, changed: Paragraphs) -> str | None:
    """Return why the damaged text is itself a well-formed act, None if it is not.

    It is one if it ends with a signature as an act does; if its paragraphs are those of the act,
    and those with a number in the same order; or if whole paragraphs are gone, the text before
    them ends with the same sign as the last one of them, and no number is skipped after them.
    """
    if changed == act[: len(changed)] and any(map(_is_signed, changed)):
        return "what followed the signature is gone"
    same_numbers = list(filter(_NUMBERED.match, act)) == list(filter(_NUMBERED.match, changed))
    if same_numbers and Counter(act) == Counter(changed):
        return "paragraphs or rows without numbers in another order"
    if same_numbers and not Counter(changed) - Counter(act):
        return "whole paragraphs or rows without numbers are gone"
    if same_numbers and " ".join(act) == " ".join(changed):
        return "paragraphs without numbers joined, with the same words"
    if _ends_of_lists_are_gone(act, changed):
        return "the last points of a list or rows of a table are gone"
    return None


def _ends_of_lists_are_gone(act: Paragraphs, changed: Paragraphs) -> bool:
    """Return whether only whole paragraphs are gone, and no sign or number shows it."""
    place = 0
    for after in (*changed, None):
        first = place
        while place < len(act) and act[place] != after:
            place += 1
        lost = act[first:place]
        if after is not None and place == len(act):
            return False
        if lost and (first == 0 or after is None or _sign(act[first - 1]) != _sign(lost[-1])):
            return False
        place += 1
    steps = set(_steps(act))
    return all(step in steps or step[2] in (1, step[1] + 1) for step in _steps(changed))


def _sign(line: str) -> str:
    """Return the last sign of a paragraph; a row of a table and a heading have none."""
    return "" if "|" in line or line[-1:].isalnum() else line[-1:]


def _steps(lines: Paragraphs) -> Iterator[tuple[str, int, int]]:
    """Yield the successive numbers of each form: of articles, paragraphs, points and rows."""
    latest: dict[str, int] = {}
    for line in lines:
        match = _NUMBER.match(line)
        if match is not None:
            form, number = re.sub(r"\d+", "", match[0]).strip(), int(match["number"])
            yield form, latest.get(form, 0), number
            latest[form] = number


def _is_signed(line: str) -> bool:
    return any(is_signature(cell) for cell in (line, *line.split(_CELL)))


def cut_bytes(content: bytes, chance: Random) -> bytes:
    """End the file early."""
    return content[: chance.randrange(len(content) // 4, len(content) - 1)]


def lose_bytes(content: bytes, chance: Random) -> bytes:
    """Leave out a run of bytes, such as a block of a disk."""
    place = chance.randrange(len(content) // 20, len(content) - 600)
    return content[:place] + content[place + chance.choice((1, 7, 512)) :]


def change_bytes(content: bytes, chance: Random) -> bytes:
    """Change some bytes to others."""
    damaged = bytearray(content)
    for place in chance.sample(range(len(content)), 12):
        damaged[place] = chance.randrange(256)
    return bytes(damaged)


def zero_bytes(content: bytes, chance: Random) -> bytes:
    """Write null bytes over a block of the file."""
    place = chance.randrange(len(content) - 600)
    return content[:place] + bytes(512) + content[place + 512 :]


BYTE_MUTATIONS: Mapping[str, Callable[[bytes, Random], bytes]] = {
    each.__name__: each for each in (cut_bytes, lose_bytes, change_bytes, zero_bytes)
}


def render(act: Sequence[str], suffix: str, encoding: str = "utf-8") -> bytes:
    """Return a file of the format with the paragraphs and tables of an act."""
    match suffix:
        case ".docx":
            return make_word("".join(_groups(act, _word_paragraph, _word_table)))
        case ".html":
            body = "\n".join(_groups(act, lambda line: f"<p>{html.escape(line)}</p>", _html_table))
            return f"<html><body>\n{body}\n</body></html>".encode(encoding)
        case ".rtf":
            body = "\n".join(_groups(act, lambda line: _rtf(line) + r"\par", _rtf_table))
            return (
                rf"{{\rtf1\ansi\ansicpg1251\deff0{{\fonttbl{{\f0 Arial;}}}}\pard {body}}}".encode()
            )
        case ".md":
            return "\n\n".join(_groups(act, str, _markdown_table)).encode(encoding)
    return ("\n\n".join(_groups(act, str, "\n".join)) + "\n").encode(encoding)


def nest_markup(act: Sequence[str], suffix: str, depth: int) -> bytes:
    """Return a page or Word file whose text is inside so many nested tables."""
    if suffix == ".html":
        inner = "".join(f"<p>{html.escape(line)}</p>" for line in act)
        return (
            "<html><body>" + "<table><tr><td>" * depth + inner + "</td></tr></table>" * depth
        ).encode()
    inner = "".join(map(_word_paragraph, act))
    for _ in range(depth):
        inner = table((inner + paragraph(""),))
    return make_word(inner)


def _groups(
    act: Sequence[str],
    text: Callable[[str], str],
    rows: Callable[[Sequence[str]], str],
) -> list[str]:
    """Return the paragraphs and the tables of an act, each rendered."""
    rendered: list[str] = []
    open_rows: list[str] = []
    for line in act:
        if _CELL in line:
            open_rows.append(line)
            continue
        if open_rows:
            rendered.append(rows(open_rows))
            open_rows = []
        rendered.append(text(line))
    return [*rendered, rows(open_rows)] if open_rows else rendered


def _word_paragraph(line: str) -> str:
    return paragraph(html.escape(line)) if line else ""


def _word_table(rows: Sequence[str]) -> str:
    return table(*(tuple(paragraph(html.escape(c)) for c in _cells(row)) for row in rows))


def _html_table(rows: Sequence[str]) -> str:
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row)) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _markdown_table(rows: Sequence[str]) -> str:
    width = len(_cells(rows[0]))
    lines = [f"| {_CELL.join(_cells(row))} |" for row in rows]
    return "\n".join((lines[0], "|" + "---|" * width, *lines[1:]))


def _rtf(line: str) -> str:
    escaped = line.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}")
    return "".join(c if c.isascii() else _rtf_letter(c) for c in escaped)


def _rtf_letter(letter: str) -> str:
    content = letter.encode("utf-16-le")
    units = (content[place : place + 2] for place in range(0, len(content), 2))
    codes = (int.from_bytes(unit, "little", signed=True) for unit in units)
    return "".join(rf"\u{code}?" for code in codes)


def _rtf_table(rows: Sequence[str]) -> str:
    lines = (
        r"\trowd" + "".join(rf"\cellx{1000 * (n + 1)}" for n in range(len(_cells(row))))
        + r"\intbl " + "".join(_rtf(cell) + r"\cell " for cell in _cells(row)) + r"\row"
        for row in rows
    )  # fmt: skip
    return "\n".join(lines) + r"\pard "


def _long(act: Paragraphs, chance: Random) -> int:
    """Return the place of a paragraph that is long enough to be cut."""
    places = [n for n, line in enumerate(act) if len(line) >= _LONG and _CELL not in line]
    return chance.choice(places[len(places) // 8 :])


def _inside(line: str, chance: Random) -> int:
    """Return an offset inside a sentence: before a word in the lower case."""
    words = [n + 1 for n in range(15, len(line) - 10) if line[n] == " " and line[n + 1].islower()]
    return chance.choice(words) if words else len(line) // 2


def _head(line: str, chance: Random) -> str:
    return line[: _inside(line, chance)].rstrip()


def _tail(line: str, chance: Random) -> str:
    return line[_inside(line, chance) :]


def _without_cell(row: str, chance: Random) -> str:
    cells = _cells(row)
    del cells[chance.randrange(len(cells))]
    return _CELL.join(cells)


def _cells(row: str) -> list[str]:
    """Return the cells of a row; an empty one may be first ("| | Taxes | 5")."""
    return [cell.strip() for cell in row.split("|")]
