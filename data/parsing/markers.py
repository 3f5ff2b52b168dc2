"""Number markers of chapters, articles, paragraphs and points in each language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from data.numbering import LETTERS, SUPERSCRIPTS, arabic, ordinal, plain_number
from data.parsing.repeals import article_range, is_repealed, numbered_range
from data.repair.homoglyphs import fold_homoglyphs

ARABIC = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,2})*"
CAPITALS = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_RAISED = rf"\s?[{SUPERSCRIPTS}]+"
_NUMBER = rf"(?P<number>{ARABIC}(?:{_RAISED})?)"
# Numbers of inserted chapters and articles: 21-1, 21- 1, 21¹, 21.1, 212(1), VI-2, 21A.
_INSERTION = (
    rf"(?:\s?-\s?[1-9][0-9]{{0,2}}(?![0-9])|\.[1-9][0-9]?(?![0-9])|{_RAISED}"
    r"|\([1-9][0-9]?\)(?=\s*[.:]|\s*-?\s*бап))"
)
# Chapters, and articles of treaties, may have Roman numbers.
_ANY_NUMBER = (
    rf"(?P<number>(?:[1-9][0-9]{{0,4}}(?:[A-Z]{{1,2}}(?![\w])|[a-zа-я](?=\s*[.:]|\s*$|\s*-?\s*бап))?|[{LETTERS}]{{1,6}})"
    rf"{_INSERTION}*)"
)


class Marker(StrEnum):
    """Kind of a number marker."""

    PART = "part"
    SECTION = "sec"
    CHAPTER = "chp"
    DIVISION = "div"
    SUBDIVISION = "subdiv"
    ARTICLE = "art"
    PARAGRAPH = "para"
    POINT = "point"


HEADINGS = (
    Marker.PART,
    Marker.SECTION,
    Marker.CHAPTER,
    Marker.DIVISION,
    Marker.SUBDIVISION,
    Marker.ARTICLE,
)


class Form(StrEnum):
    """Form of a number: a list has numbers of one form."""

    DOT = "1."
    DECIMAL = "1.1."
    CLOSED = "1)"
    ENCLOSED = "(1)"
    LETTER_CLOSED = "a)"
    LETTER_ENCLOSED = "(a)"
    CAPITAL_ENCLOSED = "(A)"
    ROMAN_CLOSED = "i)"
    ROMAN_ENCLOSED = "(i)"
    HEADING = "heading"


# Forms that also occur in running text, for which the parser looks for the second number.
UNCERTAIN_FORMS = frozenset(Form) - {Form.DOT, Form.DECIMAL, Form.CLOSED, Form.HEADING}


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading of a number: its form, its ordinal in digits, and the number as printed."""

    form: Form
    ordinal: str
    number: str


@dataclass(frozen=True, slots=True)
class MarkerMatch:
    """Marker at the beginning of a text, its number in digits, and the offset of its end.

    ``readings`` are the possible meanings of the number: ``i`` is a letter or a Roman numeral.
    """

    marker: Marker
    number: str
    end: int
    readings: tuple[Reading, ...]

    @property
    def form(self) -> Form:
        """Return the form of the first reading."""
        return self.readings[0].form

    @property
    def ordinal(self) -> str:
        """Return the ordinal of the first reading."""
        return self.readings[0].ordinal


# The word of a heading and its title are separated by a full stop, a colon, a line end or, before
# a capital letter, by a dash or nothing. "5-бап алып тасталсын" is no heading.
_AFTER = (
    rf"(?:\s*\.\s*|\s*:\s*$|\s*:\s+(?=[{CAPITALS}\"«“])|\s*$"
    rf"|\s+(?:[-–—]\s+)?(?=[{CAPITALS}])|\s+(?=\[|1[.)]\s)|\s*(?=\(1\)\s))"
)
# A paragraph may begin with a number ("1. 3-бапта:", "2. 2010 жылғы"), unlike a date or a sum.
NUMBERED_WORDS = r"(?<=\s)\d[\d,\s-]*[^\W\d_]"
_PARAGRAPH = rf"{_NUMBER}\s*\.(?!\d)\s*(?=[^\W\d]|[«\"“„(\[№<]|{NUMBERED_WORDS})"
# "2) тармақша алып тасталсын" and "3) және 4) тармақшалар" refer to points of another act.
_UNIT = r"(?:тармақ|жол(?:дар|ы)|подпункт|строк|sub-?paragraph|(?:sub)?point)"
_LISTED = r"(?:(?:\s*,|\s*[-–]|\s+(?:және|немесе|мен|и|или|and|or|to))\s*[1-9][\d-]*\s*\))+"
_POINT = rf"{_NUMBER}\s*\)(?!\s*(?:тармақша|подпункт(?!\s+(?P=number)\)))|{_LISTED}\s*{_UNIT})\s*"
# "1.1." and "1.2.1" before a capital letter: numbers of rules and contracts.
_DECIMAL = (
    rf"(?P<number>[1-9][0-9]{{0,2}}(?:\.[1-9][0-9]{{0,2}}){{1,3}})\.?\s+(?=[{CAPITALS}«\"“„(])"
)
# "1.1)", "(1)", "а)", "(a)", "(ii)", "(A)".
_ENCLOSED = rf"\((?P<number>{ARABIC})\)\s+(?=\S)"
_DECIMAL_POINT = r"(?P<number>[1-9][0-9]{0,2}\.[1-9][0-9]{0,2})\)\s*(?=\S)"
_LETTER = (
    r"(?P<open>\()?(?P<number>[a-zа-яёәғқңөұүһі]|[a-z]{2}|[ivxl]{2,5}|(?(open)[A-Z]|(?!)))\)"
    r"\s*(?=[^\W\d]|[«\"“„(№\d§])"
)
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
        Marker.PART: "Part|PART|Title|TITLE",
        Marker.SECTION: "Section|SECTION",
        Marker.CHAPTER: "Chapter|CHAPTER",
        Marker.DIVISION: "Subchapter|SUBCHAPTER|§",
        Marker.SUBDIVISION: "Subsection|SUBSECTION",
        Marker.ARTICLE: "Article|ARTICLE",
    },
}


def heading_markers(language: str) -> Iterable[Marker]:
    """Return the markers of headings that a language has, the highest first."""
    return _WORDS[language]


def heading_pattern(marker: Marker, language: str) -> str:
    """Return the pattern of a heading's marker, with the group ``number``."""
    words = _WORDS[language][marker]
    if language == "kk":
        return rf"{_ANY_NUMBER}\s*[-–]?\s*(?:{words})\b{_AFTER}"
    return rf"(?:{words})\s*{_ANY_NUMBER}(?![\w)]){_AFTER}"


# Headings as people type them, at the beginning of a line only: "Ст. 5. Срок", "Sec. 2. Fees".
_TYPED_WORDS = {
    "kk": {},
    "ru": {Marker.ARTICLE: r"[Сс]т\.|статья|(?:Статья|СТАТЬЯ)\s*№"},
    "en": {
        Marker.ARTICLE: r"Art\.|ART\.|(?:Article|ARTICLE)\s+(?:No\.?|№)",
        Marker.SECTION: r"Sec\.|SEC\.|(?:Section|SECTION)\s+(?:No\.?|№)",
    },
}
_TYPED = {
    language: [
        (marker, re.compile(rf"(?:{typed})\s*{_ANY_NUMBER}\s*[.:]\s*(?=[{CAPITALS}«\"“]|$)"))
        for marker, typed in words.items()
    ]
    for language, words in _TYPED_WORDS.items()
}
# "article 1. scope" of an act that writes all its headings so.
_LOWERED_WORDS = {
    "kk": {},
    "ru": {Marker.SECTION: "раздел", Marker.CHAPTER: "глава", Marker.ARTICLE: "статья"},
    "en": {
        Marker.PART: "part",
        Marker.SECTION: "section",
        Marker.CHAPTER: "chapter",
        Marker.ARTICLE: "article",
    },
}
_AFTER_LOWERED = rf"(?:\s*[.:]\s*(?=[^\W\d_]|[«\"“]|$)|\s*$|\s+[-–—]\s+(?=\w)|\s+(?=[{CAPITALS}]))"
_LOWERED = {
    language: [
        (marker, re.compile(rf"{word}\s+{_ANY_NUMBER}(?![\w)]){_AFTER_LOWERED}"))
        for marker, word in words.items()
    ]
    for language, words in _LOWERED_WORDS.items()
}
LOWERED_STARTS = {language: tuple(words.values()) for language, words in _LOWERED_WORDS.items()}
# "Статья 3 исключена", "3-бап (күші жойылды)": the words that repeal the article follow at once.
_BARE_ARTICLE = {
    "kk": re.compile(rf"{_ANY_NUMBER}\s*[-–]?\s*(?:бап|БАП|Бап)\s+(?=[(\[\w])"),
    "ru": re.compile(rf"(?:Статья|СТАТЬЯ)\s*{_ANY_NUMBER}\s+(?=[(\[\w])"),
    "en": re.compile(rf"(?:Article|ARTICLE)\s*{_ANY_NUMBER}\s+(?=[(\[\w])"),
}
_NUMBERED = (
    (Marker.PARAGRAPH, re.compile(_PARAGRAPH)),
    (Marker.PARAGRAPH, re.compile(_DECIMAL)),
    (Marker.PARAGRAPH, re.compile(_ENCLOSED)),
    (Marker.POINT, re.compile(_POINT)),
    (Marker.POINT, re.compile(_DECIMAL_POINT)),
    (Marker.POINT, re.compile(_LETTER)),
)
_HEADINGS = {
    language: [(marker, re.compile(heading_pattern(marker, language))) for marker in words]
    for language, words in _WORDS.items()
}
# A heading begins with one of these letters (in Kazakh with its number).
_INITIALS = {"kk": frozenset(LETTERS), "ru": frozenset("РГПСс§"), "en": frozenset("PSCAT§")}


def match_marker(text: str, language: str) -> MarkerMatch | None:
    """Return the marker at the beginning of the text, None without one."""
    first = text[:1]
    articles = article_range(text, language)
    if articles is not None:
        return _heading(Marker.ARTICLE, articles)
    is_digit = first.isdigit()
    if (is_digit and language == "kk") or first in _INITIALS[language]:
        for marker, pattern in _HEADINGS[language]:
            match = pattern.match(text)
            if match is not None:
                found = _heading(marker, match)
                if found is not None:
                    return found
        other = _typed_heading(text, language)
        if other is not None:
            return other
    if is_digit or first == "(" or text[1:2] == ")" or ")" in text[2:6]:
        for marker, pattern in _NUMBERED:
            match = pattern.match(text)
            if match is not None:
                return _numbered(marker, match, language)
    repealed = numbered_range(text, language) if is_digit else None
    if repealed is None:
        return None
    return _numbered(Marker.POINT if ")" in repealed[0] else Marker.PARAGRAPH, repealed, language)


def match_lowered_heading(text: str, language: str) -> MarkerMatch | None:
    """Return the marker of a heading in small letters at the beginning of a line, None without."""
    if not text.startswith(LOWERED_STARTS[language]):
        return None
    for marker, pattern in _LOWERED[language]:
        match = pattern.match(text)
        if match is not None:
            return _heading(marker, match)
    return None


def _typed_heading(text: str, language: str) -> MarkerMatch | None:
    """Return the marker of a heading with a typed word or with its repeal beside its number."""
    for marker, pattern in _TYPED[language]:
        typed = pattern.match(text)
        if typed is not None:
            return _heading(marker, typed)
    bare = _BARE_ARTICLE[language].match(text)
    if bare is not None and is_repealed(text[bare.end() :], language):
        return _heading(Marker.ARTICLE, bare)
    return None


def _heading(marker: Marker, match: re.Match[str]) -> MarkerMatch | None:
    number = plain_number(match["number"])
    if not number[0].isdigit():
        numeral, hyphen, inserted = number.partition("-")
        digits = arabic(numeral)
        if digits is None:
            return None
        number = f"{digits}{hyphen}{inserted}"
    return MarkerMatch(
        marker, number, match.end(), (Reading(Form.HEADING, ordinal(number), number),)
    )


def _numbered(marker: Marker, match: re.Match[str], language: str) -> MarkerMatch:
    number = plain_number(match["number"])
    readings = tuple(_readings(number, match[0].rstrip(), language))
    return MarkerMatch(marker, number, match.end(), readings)


def _readings(number: str, marker: str, language: str) -> Iterator[Reading]:
    """Yield the readings of a number, letters first."""
    enclosed = marker[0] == "("
    if number[0].isdigit():
        decimal = Form.CLOSED if marker[-1] == ")" else Form.DECIMAL if "." in number else Form.DOT
        yield Reading(Form.ENCLOSED if enclosed else decimal, ordinal(number), number)
        return
    numeral = arabic(number.upper())
    if number.isupper():
        yield Reading(Form.CAPITAL_ENCLOSED, ordinal(number), number)
    elif len(number) == 1 or numeral is None:
        form = Form.LETTER_ENCLOSED if enclosed else Form.LETTER_CLOSED
        folded = number if language == "en" else fold_homoglyphs(number)
        for letter in dict.fromkeys((folded, number)):
            yield Reading(form, ordinal(letter), letter)
    if numeral is not None and number.islower():
        yield Reading(Form.ROMAN_ENCLOSED if enclosed else Form.ROMAN_CLOSED, numeral, number)
