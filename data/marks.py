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
        Mark.SECTION: rf"{_NUMBER}\s*-\s*(?:бөлім|БӨЛІМ)\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"{_NUMBER}\s*-\s*(?:тарау|ТАРАУ)\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"{_NUMBER}\s*-\s*(?:бап|БАП)\s*(?:\.\s*|$)",
    },
    "ru": {
        Mark.SECTION: rf"(?:Раздел|РАЗДЕЛ)\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"(?:Глава|ГЛАВА)\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"(?:Статья|СТАТЬЯ)\s+{_NUMBER}\s*(?:\.\s*|$)",
    },
    "en": {
        Mark.SECTION: rf"(?:Section|SECTION)\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.CHAPTER: rf"(?:Chapter|CHAPTER)\s+{_NUMBER}\s*(?:\.\s*|$)",
        Mark.ARTICLE: rf"(?:Article|ARTICLE)\s+{_NUMBER}\s*(?:\.\s*|$)",
    },
}
_PATTERNS = {
    language: [
        (mark, re.compile(pattern))
        for mark, pattern in {
            **headings,
            Mark.PARAGRAPH: _PARAGRAPH,
            Mark.POINT: _POINT,
        }.items()
    ]
    for language, headings in _HEADINGS.items()
}
# A heading begins with one of these letters (in Kazakh with its number).
_INITIALS = {"kk": "", "ru": "РГС", "en": "SCA"}


def mark_of(text: str, language: str) -> Found | None:
    """The mark that the text begins with, None where it begins with none."""
    first = text[:1]
    if not first.isdigit() and first not in _INITIALS[language]:
        return None
    for mark, pattern in _PATTERNS[language]:
        match = pattern.match(text)
        if match is not None:
            return Found(mark, match["number"], match.end())
    return None
