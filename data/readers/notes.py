"""Footnotes of formatted documents, printed so that the parser keeps them as editorial notes."""

import re
from collections.abc import Iterator

_WORDS = {"kk": "Ескерту.", "ru": "Сноска.", "en": "Footnote."}
_BEGUN = re.compile(r"(?:Ескерту|Сноска|Footnote)\s*[.:]", re.IGNORECASE)
# The parser ends a note after the name of an amending act.
_BREAK = re.compile(r"(?<=мен\.)\s+|(?<=\)\.)\s+", re.IGNORECASE)
_MARK = re.compile(r"^\s*[\[(]?\s*(?:\d{1,3}|\*{1,3})\s*[\])]?\s+(?=\S)")


class Note(str):
    """Paragraph of a footnote, which no table row takes in."""

    __slots__ = ()


def note_lines(text: str, language: str | None) -> Iterator[Note]:
    """Yield the paragraphs of a footnote, each as a note in the language of the act."""
    word = _WORDS[language or "ru"]
    for paragraph in text.split("\n"):
        for part in _BREAK.split(" ".join(paragraph.split())):
            if part.strip():
                yield Note(part if _BEGUN.match(part) else f"{word} {part}")


def without_mark(text: str) -> str:
    """Return the words of a footnote without the mark at its beginning."""
    return _MARK.sub("", text)
