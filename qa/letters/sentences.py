"""Division of a message into sentences, as people punctuate and break their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# An end of a sentence: signs, closing quotes and brackets, and white space or the end of the text.
_END = re.compile(r"([.?!…]+)[\"'»”’)\]]*(?=\s|$)")
# "Можно ли?Просто": no space after a question mark.
_TIGHT_END = re.compile(r"(?<!\?)\?++(?=[^\W\d_]{2})")
_LINE_BREAK = re.compile(r"[ \t]*\n\s*")
_LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)]|[-–—•*·]|[^\W\d_]\))\s+")
_LAST_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
# Shortened words with a full stop, after which a sentence continues.
_SHORTENED = frozenset(
    [
        *("ст", "стст", "п", "пп", "пункт", "ч", "гл", "разд", "абз", "т", "тт", "д", "г", "гг"),
        *("ул", "пр", "мкр", "кв", "обл", "оз", "им", "руб", "тг", "тыс", "млн", "млрд", "др"),
        *("см", "и.о", "т.д", "т.п", "т.е", "т.к", "стр", "тел", "коп", "кг", "км", "долл", "напр"),
        *("акад", "проф", "б", "тар", "тарм", "қ", "ауд", "көш", "ж", "жж", "т.б"),
        *("art", "arts", "para", "paras", "p", "pp", "no", "nos", "sec", "s", "cl", "ch", "mr"),
        *("mrs", "ms", "dr", "e.g", "i.e", "vs", "etc", "approx", "dept", "col", "capt", "lt"),
    ]
)
_MAX_INITIAL_LENGTH = 1
_LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a message: ``message[start:end]`` without white space and list marks around.

    ``asks`` where the division has already shown that it asks something.
    """

    start: int
    end: int
    text: str
    asks: bool = False


def split_sentences(message: str) -> tuple[Sentence, ...]:
    """Return the sentences of ``message`` in order; every one is a slice of it.

    A line break ends a sentence unless it wraps a line: the next one then begins with a small
    letter. A full stop ends none after a shortened word, an initial, or the number of a list.
    """
    found: list[Sentence] = []
    for start, end in _lines(message):
        ends = sorted({*_ends(message, start, end), end})
        for stop in ends:
            sentence = _trimmed(message, start, stop)
            if sentence is not None:
                found.append(sentence)
            start = stop
    return tuple(found)


def _lines(message: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of ``message`` that line breaks end."""
    start = 0
    for found in _LINE_BREAK.finditer(message):
        is_blank = message.count("\n", *found.span()) > 1
        following = message[found.end() : found.end() + 1]
        before = message[: found.start()].rstrip()[-1:]
        if is_blank or not following.islower() or before in ".?!…:;":
            yield start, found.start()
            start = found.end()
    yield start, len(message)


def _ends(message: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end in ``message[start:end]``."""
    for found in _END.finditer(message, start, end):
        if found[1] != "." or not _is_shortened(message, start, found.start()):
            yield found.end()
    for found in _TIGHT_END.finditer(message, start, end):
        yield found.end()


def _is_shortened(message: str, start: int, stop: int) -> bool:
    """Return whether the word before the full stop at ``stop`` is no end of a sentence."""
    before = message[start:stop]
    if re.fullmatch(r"\s*\(?\d{1,2}", before):
        return True
    last = _LAST_WORD.search(before[-_LONGEST_WORD:])
    if last is None:
        return False
    word = last[0].casefold()
    if word in _SHORTENED:
        return True
    # "А. П. Корниенко", but "Что мне делать, если я прав? Я."
    return len(word) <= _MAX_INITIAL_LENGTH and word.isalpha() and last[0].isupper()


def _trimmed(message: str, start: int, end: int) -> Sentence | None:
    """Return the sentence in ``message[start:end]``, None if it has no letter or digit."""
    while start < end and message[start].isspace():
        start += 1
    mark = _LIST_MARK.match(message, start, end)
    if mark is not None:
        start = mark.end()
    while end > start and message[end - 1].isspace():
        end -= 1
    text = message[start:end]
    return Sentence(start, end, text) if any(sign.isalnum() for sign in text) else None
