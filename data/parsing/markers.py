"""The marks that begin a chapter, an article, a paragraph and a point, for each language."""

import re
from dataclasses import dataclass
from enum import StrEnum

from data.numbering import LETTERS, arabic

_ARABIC = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,2})*"
_NUMBER = rf"(?P<number>{_ARABIC})"
# Chapters, and articles of treaties, may have Roman numbers.
_ANY = rf"(?P<number>{_ARABIC}|[{LETTERS}]{{1,6}})"
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"


class Marker(StrEnum):
    """What a line begins."""

    SECTION = "sec"
    CHAPTER = "chp"
    DIVISION = "div"
    ARTICLE = "art"
    PARAGRAPH = "para"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class MarkerMatch:
    """A mark, its number in digits, and where the words after it begin."""

    mark: Marker
    number: str
    end: int


# What stands between the word of a heading and its title: a full stop, the end of the line, or
# (where the title begins with a capital) nothing. "5-бап алып тасталсын" is no heading.
_AFTER = rf"(?:\s*\.\s*|\s*:\s*$|\s*$|\s+(?=[{_CAPITAL}]|1[.)]\s))"
# A paragraph may begin with a number ("1. 3-бапта:", "2. 2010 жылғы"), as no date or sum does.
NUMBERED_WORDS = r"(?<=\s)\d[\d,\s-]*[^\W\d_]"
_PARAGRAPH = rf"{_NUMBER}\s*\.(?!\d)\s*(?=[^\W\d]|[«\"“„(№]|{NUMBERED_WORDS})"
# "2) тармақша алып тасталсын" names a point of another act.
_POINT = rf"{_NUMBER}\s*\)\s*(?!тармақша|подпункт)"
_WORDS = {
    "kk": {
        Marker.SECTION: "бөлім|БӨЛІМ|Бөлім",
        Marker.CHAPTER: "тарау|ТАРАУ|Тарау",
        Marker.DIVISION: "параграф|ПАРАГРАФ|Параграф",
        Marker.ARTICLE: "бап|БАП|Бап",
    },
    "ru": {
        Marker.SECTION: "Раздел|РАЗДЕЛ",
        Marker.CHAPTER: "Глава|ГЛАВА",
        Marker.DIVISION: "Параграф|ПАРАГРАФ|§",
        Marker.ARTICLE: "Статья|СТАТЬЯ",
    },
    "en": {
        Marker.SECTION: "Section|SECTION",
        Marker.CHAPTER: "Chapter|CHAPTER",
        Marker.DIVISION: "Subchapter|SUBCHAPTER|§",
        Marker.ARTICLE: "Article|ARTICLE",
    },
}


def heading_pattern(mark: Marker, language: str) -> str:
    """The pattern of a heading's mark, with the group ``number``."""
    words = _WORDS[language][mark]
    if language == "kk":
        return rf"{_ANY}\s*[-–]?\s*(?:{words})\b{_AFTER}"
    return rf"(?:{words})\s*{_ANY}(?![\w)]){_AFTER}"


_PATTERNS = {
    language: [
        *((mark, re.compile(heading_pattern(mark, language))) for mark in words),
        (Marker.PARAGRAPH, re.compile(_PARAGRAPH)),
        (Marker.POINT, re.compile(_POINT)),
    ]
    for language, words in _WORDS.items()
}
# A heading begins with one of these letters (in Kazakh with its number).
_INITIALS = {"kk": frozenset(LETTERS), "ru": frozenset("РГПС§"), "en": frozenset("SCA§")}


def match_marker(text: str, language: str) -> MarkerMatch | None:
    """The mark that the text begins with, None where it begins with none."""
    first = text[:1]
    if not first.isdigit() and first not in _INITIALS[language]:
        return None
    for mark, pattern in _PATTERNS[language]:
        match = pattern.match(text)
        if match is not None:
            number = match["number"]
            digits = number if number[0].isdigit() else arabic(number)
            if digits is not None:
                return MarkerMatch(mark, digits, match.end())
    return None
