"""Reader of plain text: unchanged, unless it holds two languages in the columns of a table."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from data.errors import SourceError
from data.readers.layout import CELL_SEPARATOR, Item, Table, is_act_in_two_languages, print_items
from data.readers.letters import language_of
from data.readers.reading import LANGUAGE_NAMES, Notices, Options, join_names

_GAP = re.compile(r"\t+| {3,}")
_MIN_ROWS = 3
# Letters of a paragraph whose language is counted.
_MIN_LETTERS = 20
# The share of the letters in another language than the stated one that is reported.
_OTHER_SHARE = 0.2


def read_text(text: str, name: str, options: Options, notices: Notices) -> str:
    """Return a text. Raises `SourceError` for two languages side by side without a choice."""
    items = list(_items(text.split("\n")))
    whole = sum(len(line) for line in text.split("\n"))
    tables = [item for item in items if isinstance(item, Table)]
    if any(is_act_in_two_languages(table, whole) for table in tables):
        return print_items(items, name, options, notices)
    _refuse_spaced_columns(text, name)
    return text


def tell_language(text: str, options: Options, notices: Notices) -> None:
    """Report a text that is not, or not all, in the language stated for it."""
    counts: Counter[str] = Counter()
    for line in text.split("\n"):
        letters = sum(map(str.isalpha, line))
        language = language_of(line) if letters >= _MIN_LETTERS else None
        if language is not None:
            counts[language] += letters
    stated, whole = options.language, sum(counts.values())
    if stated is None or not whole:
        return
    for language, letters in counts.most_common():
        # A line in Kazakh may happen to have no letter that Russian lacks.
        if language != stated and letters > _OTHER_SHARE * whole:
            notices.say(
                f"{round(100 * letters / whole)} % of the text is in {LANGUAGE_NAMES[language]} "
                f"({language}), not in the language stated ({stated})."
            )


def _items(lines: Sequence[str]) -> Iterator[Item]:
    rows: list[tuple[tuple[str, ...], ...]] = []
    for line in (*lines, ""):
        cells = CELL_SEPARATOR.split(line.strip()) if "|" in line else []
        if len(cells) > 1:
            rows.append(tuple((cell,) if cell else () for cell in cells))
            continue
        if rows and line.strip():
            yield Table(tuple(rows))
            rows = []
        if line.strip():
            yield line
    if rows:
        yield Table(tuple(rows))


def _refuse_spaced_columns(text: str, name: str) -> None:
    """Raise `SourceError` if most lines have two languages, separated by spaces or tabs."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rows = [cells for cells in map(_GAP.split, lines) if len(cells) > 1]
    if len(rows) < max(_MIN_ROWS, len(lines) // 2):
        return
    languages = [language_of(" ".join(row[index] for row in rows)) for index in (0, -1)]
    if None not in languages and languages[0] != languages[1]:
        raise SourceError(
            f"The file {name} has columns in {join_names(one for one in languages if one)} side by "
            "side. Save each in a file of its own."
        )
