"""The marks that begin a chapter, an article, a paragraph and a point, for each language."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = r"(?P<number>[1-9][0-9]*(?:-[1-9][0-9]*)*)"


class Mark(StrEnum):
    """What a line begins."""

    SECTION = "sec"
    CHAPTER = "chp"
    ARTICLE = "art"
    PARAGRAPH = "para"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Found:
    """A mark, its number as printed, and where the words after it begin."""

    mark: Mark
    number: str
    end: int


_PARAGRAPH = rf"{_NUMBER}\s*\.(?!\d)\s*(?=[^\W\d]|[«\"“„(№])"
_POINT = rf"{_NUMBER}\s*\)\s*"
_HEADINGS = {
    "kk": {
        Mark.SECTION: rf"{_NUMBER}\s*-\s*бөлім\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"{_NUMBER}\s*-\s*тарау\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"{_NUMBER}\s*-\s*бап\s*(?:\.\s*|$)",
    },
    "ru": {
        Mark.SECTION: rf"раздел\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"глава\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"статья\s+{_NUMBER}\s*(?:\.\s*|$)",
    },
    "en": {
        Mark.SECTION: rf"section\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"chapter\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"article\s+{_NUMBER}\s*(?:\.\s*|$)",
    },
}
_PATTERNS = {
    language: [
        (mark, re.compile(pattern, re.IGNORECASE))
        for mark, pattern in {
            **headings,
            Mark.PARAGRAPH: _PARAGRAPH,
            Mark.POINT: _POINT,
        }.items()
    ]
    for language, headings in _HEADINGS.items()
}
_BEGINNINGS = {"kk": "", "ru": "ргс", "en": "sca"}


def mark_of(text: str, language: str) -> Found | None:
    """The mark that the text begins with, None where it begins with none."""
    first = text[:1]
    if not first.isdigit() and first.lower() not in _BEGINNINGS[language]:
        return None
    for mark, pattern in _PATTERNS[language]:
        match = pattern.match(text)
        if match is not None:
            return Found(mark, match["number"], match.end())
    return None
