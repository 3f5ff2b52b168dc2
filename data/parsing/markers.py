"""Number markers of chapters, articles, paragraphs and points in each language."""

import re
from dataclasses import dataclass
from enum import StrEnum

from data.numbering import LETTERS, arabic

ARABIC = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,2})*"
CAPITALS = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_NUMBER = rf"(?P<number>{ARABIC})"
# Chapters, and articles of treaties, may have Roman numbers.
_ANY_NUMBER = rf"(?P<number>{ARABIC}|[{LETTERS}]{{1,6}})"


class Marker(StrEnum):
    """Kind of a number marker."""

    SECTION = "sec"
    CHAPTER = "chp"
    DIVISION = "div"
    ARTICLE = "art"
    PARAGRAPH = "para"
    POINT = "point"


HEADINGS = (Marker.SECTION, Marker.CHAPTER, Marker.DIVISION, Marker.ARTICLE)


@dataclass(frozen=True, slots=True)
class MarkerMatch:
    """Marker at the beginning of a text, its number in digits, and the offset of its end."""

    marker: Marker
    number: str
    end: int


# The word of a heading and its title are separated by a full stop, a line end or, before a
# capital letter, by nothing. "5-бап алып тасталсын" is no heading.
_AFTER = rf"(?:\s*\.\s*|\s*:\s*$|\s*$|\s+(?=[{CAPITALS}]|1[.)]\s))"
# A paragraph may begin with a number ("1. 3-бапта:", "2. 2010 жылғы"), unlike a date or a sum.
NUMBERED_WORDS = r"(?<=\s)\d[\d,\s-]*[^\W\d_]"
_PARAGRAPH = rf"{_NUMBER}\s*\.(?!\d)\s*(?=[^\W\d]|[«\"“„(№<]|{NUMBERED_WORDS})"
# "2) тармақша алып тасталсын" refers to a point of another act.
_POINT = rf"{_NUMBER}\s*\)(?!\s*(?:тармақша|подпункт))\s*"
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


def heading_pattern(marker: Marker, language: str) -> str:
    """Return the pattern of a heading's marker, with the group ``number``."""
    words = _WORDS[language][marker]
    if language == "kk":
        return rf"{_ANY_NUMBER}\s*[-–]?\s*(?:{words})\b{_AFTER}"
    return rf"(?:{words})\s*{_ANY_NUMBER}(?![\w)]){_AFTER}"


_PATTERNS = {
    language: [
        *((marker, re.compile(heading_pattern(marker, language))) for marker in words),
        (Marker.PARAGRAPH, re.compile(_PARAGRAPH)),
        (Marker.POINT, re.compile(_POINT)),
    ]
    for language, words in _WORDS.items()
}
# A heading begins with one of these letters (in Kazakh with its number).
_INITIALS = {"kk": frozenset(LETTERS), "ru": frozenset("РГПС§"), "en": frozenset("SCA§")}


def match_marker(text: str, language: str) -> MarkerMatch | None:
    """Return the marker at the beginning of the text, None without one."""
    first = text[:1]
    if not first.isdigit() and first not in _INITIALS[language]:
        return None
    for marker, pattern in _PATTERNS[language]:
        match = pattern.match(text)
        if match is not None:
            number = match["number"]
            digits = number if number[0].isdigit() else arabic(number)
            if digits is not None:
                return MarkerMatch(marker, digits, match.end())
    return None
