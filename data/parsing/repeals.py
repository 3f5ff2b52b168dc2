"""Repeals: the words that state that a provision, a range of provisions or an article is repealed.

A statement begins with its verb ("исключен Законом …") followed by a law, a date or nothing:
"исключение из реестра" and "исключен из реестра" are in force.
"""

import re
from functools import cache

from data.numbering import expand_range

# Participles and weak verbs also describe documents in force ("күші жойылған;", "revoked;").
_VERBS = {
    "kk": r"(?:алып|алынып)\s+(?:тасталды|тасталынды|тастал(?:ған|ынған)(?=\s*[-–—]|\s+ҚР))"
    r"|күші\s+жойылды(?:\s+деп\s+(?:танылды|есептелсін)(?=\s*[-–—]|\s+ҚР))?|күшін\s+жойды|(?:күші\s+жойылған|күшін\s+жойған)(?=\s*[-–—]|\s+ҚР)",
    "ru": r"исключ[её]н(?:а|о|ы)?|исключить(?=\s+закон)"
    r"|искл(?:юч)?\.?(?=\s+(?:конституционным\s+)?закон)"
    r"|утратил[аио]?\s+(?:свою\s+)?силу|призна(?:н|на|но|ны)\s+утративш(?:им|ей|ими)\s+силу"
    r"|утр(?:ат)?\.\s*силу|отмен[её]н(?:а|о|ы)?(?=\s+(?:конституционным\s+)?закон)",
    "en": r"(?:(?:is|are|was|were|has\s+been|have\s+been)\s+)?(?:excluded|repealed)"
    r"|(?:(?:is|are|was|were)\s+)?(?:deleted|omitted|revoked|invalidated)"
    r"(?=\s+by\s+(?:the\s+)?(?:law|act|l\.n|cap)\b)|(?-i:Deleted|Omitted|Revoked)"
    r"|(?:has|have)\s+lost\s+(?:its\s+|their\s+)?(?:legal\s+)?force|(?:became|become)\s+invalid"
    r"|(?:is|are)\s+no\s+longer\s+in\s+force",
}
# The end of a statement, or the law or the date that follows.
_AFTER = {
    "kk": r"\s*(?:$|[-–—.(;)\[\]])|\s+(?:ҚР|Қазақстан\s+Республикасы|[12]\d{3}\s)",
    "ru": r"\s*(?:$|[-–—.(;)\]])|\s*,?\s+(?:в\s+соответствии|согласно)"
    r"|\s+(?:(?:конституционным\s+)?закон|кодекс|указ|постановлени|приказ|решени|на\s+основании"
    r"|с[о]?\s+\d|от\s+\d|№|федеральным|ЗРК\b)",
    "en": r"\s*(?:$|[-–—.(;)\]])|\s+on\s+\d"
    r"|\s*,?\s+(?:in\s+accordance|pursuant\s+to|with\s+effect|as\s+of|from\s+\d)"
    r"|\s+by\s+(?:the\s+)?(?:constitutional\s+)?(?:law|act|code|decree|order|regulation|article"
    r"|section|s\.|l\.n|cap|no\b|resolution|directive)",
}
_UNITS = {
    "kk": r"(?:[1-9][\d-]*(?:\)\s?|\s?-\s?))?(?:бап|тармақ|тармақша|бөлік|абзац)\s+",
    "ru": r"(?:статья|статьи|пункты?|подпункты?|часть|части|абзац)\s+(?:[\d.)\-–, и]+\s+)?",
    "en": r"(?:article|section|paragraph|point|subparagraph)s?\s+(?:[\d.\-–, ]+\s+)?",
}
_NUMBER = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]?)*|[a-zа-яёәғқңөұүһі]"
_MARK = r"\s?[.)]?\)?(?:\s?-?\s?бап(?!\w))?"
_JOIN = r"\s*(?:[-–—,;]|(?:и|по|және|мен|пен|бен|to|and|through)(?=\s))\s*"
# The other numbers of a range after the mark of its first one: "- 4) исключены", ", 3) и 4)".
_OTHERS = rf"(?:(?:{_JOIN}\(?(?:{_NUMBER}){_MARK})+)"
_ARTICLES = {
    "kk": r"(?:-?\s?(?:баптар|бап|тармақтар|тармақшалар)(?:ы|дың|ының)?)?\s*\.?\s*",
    "ru": r"\s*\.?\s*(?:[-–—]\s*)?",
    "en": r"\s*\.?\s*(?:[-–—]\s*)?",
}
_PLURAL = {
    "kk": re.compile("тасталды|тасталған|жойылды|жойылған", re.IGNORECASE),
    "ru": re.compile(r"исключ[её]ны|утратили|отмен[её]ны", re.IGNORECASE),
    "en": re.compile(r"(?:are|were|have)\b", re.IGNORECASE),
}
_RANGE_WORDS = re.compile(r"\b(?:бап(?:тар)?|және|мен|пен|бен|through|and)\b")
_FIRST_NUMBER = re.compile(r"(?P<number>[1-9][0-9]{0,3}(?:-[1-9][0-9]?)*)\s?[.)]")
# The articles that a note or the text below the heading names: "Сноска. Статьи 62-68 исключены".
_NAMED = {
    "kk": r"(?:Ескерту\s*[.:]\s*|\(\s*)?(?P<numbers>\d[\d¹²³\-–, және]*?)\s*-?\s*бап"
    r"(?:тың|тар|тардың)?\s+",
    "ru": r"(?:Сноска\s*[.:]\s*|\(\s*)?Стать[яи]\s+(?P<numbers>\d[\d¹²³.\-–, и]*?)\s*\.?\s+",
    "en": r"(?:(?:Footnote|Note)\s*[.:]\s*|[(\[]\s*)?Articles?\s+"
    r"(?P<numbers>\d[\d¹²³.\-–, andto]*?)\s*\.?\s+",
}
_UNNUMBERED_NOTE = {
    "kk": r"Ескерту\s*[.:]\s*(?:Бап\s+)?",
    "ru": r"Сноска\s*[.:]\s*(?:Статья\s+)?",
    "en": r"(?:Footnote|Note)\s*[.:]\s*(?:The\s+)?(?:Article\s+)?",
}
_HINTS = {"kk": ("таста", "жой"), "ru": ("скл", "силу", "тмен"), "en": ("d", "force", "valid")}


@cache
def _statement(language: str) -> re.Pattern[str]:
    verbs, after = _VERBS[language], _AFTER[language]
    units = _UNITS[language]
    return re.compile(
        rf"(?:\d+(?:-\d+)*[.)]\s*|[-–—.…*\s]+)?[(\[]?\s*(?:{units})?(?:{verbs})(?={after})",
        re.IGNORECASE,
    )


@cache
def _range(language: str) -> re.Pattern[str]:
    verbs, after = _VERBS[language], _AFTER[language]
    units = _ARTICLES[language]
    return re.compile(rf"(?P<others>{_OTHERS}){units}[(\[]?(?:{verbs})(?={after})", re.IGNORECASE)


@cache
def _articles(language: str) -> re.Pattern[str]:
    words = {"kk": "", "ru": r"Статьи\s+", "en": r"(?:Articles|Sections)\s+"}[language]
    after = rf"(?:{_range(language).pattern}|{_OTHERS}\s*-?\s*(?:баптар)?\s*\.?\s*$)"
    return re.compile(
        rf"{words}(?P<number>{_NUMBER})(?:\s?-?\s?бап(?!\w))?(?={after})", re.IGNORECASE
    )


@cache
def _note(language: str, *, has_numbers: bool) -> re.Pattern[str]:
    begin = (_NAMED if has_numbers else _UNNUMBERED_NOTE)[language]
    verbs, after = _VERBS[language], _AFTER[language]
    return re.compile(rf"{begin}(?:{verbs})(?={after})", re.IGNORECASE)


def is_repealed(text: str, language: str) -> bool:
    """Return whether a provision only states that it was repealed."""
    return _has_hint(text[:160], language) and _statement(language).match(text) is not None


def article_range(text: str, language: str) -> re.Match[str] | None:
    """Return the match of the first number of a range of repealed articles at the beginning.

    A range without a verb ("Статьи 62-68.") is repealed if the note below it says so.
    """
    first = text[:1]
    if not (first.isdigit() and "бап" in text[:40] if language == "kk" else first in "СA"):
        return None
    return _articles(language).match(text)


def bare_range(number: str, words: str) -> list[str]:
    """Return the other numbers of a range without a verb, [] if there is a verb."""
    if not number or re.search(r"[^\W\d]{3}", _RANGE_WORDS.sub("", words)):
        return []
    return expand_range(number, words)


def numbered_range(text: str, language: str) -> re.Match[str] | None:
    """Return the match of the first number of "9. - 10. Исключены" at the beginning."""
    first = _FIRST_NUMBER.match(text)
    if first is None or not _has_hint(text[:160], language):
        return None
    return first if _range(language).match(text, first.end()) is not None else None


def repealed_range(number: str, words: str, language: str) -> list[str]:
    """Return the other numbers that a numbered statement repeals, without its own number.

    ``words`` follow the number: "2) - 4) исключены" repeals 3 and 4. "2-4) исключены" is a range
    too, for which the first number is ``2-4``; the result then begins with 2.
    """
    if not _has_hint(words[:160], language):
        return []
    match = _range(language).match(words)
    if match is not None:
        return expand_range(number, match["others"])
    first, hyphen, last = number.partition("-")
    plural = _statement(language).match(words) and _PLURAL[language].match(words)
    if hyphen and language == "ru" and plural and last.isdigit() and int(last) > int(first):
        return [first, *expand_range(first, f"-{last}")]
    return []


def range_end(words: str, language: str) -> int:
    """Return the length of the numbers of a repealed range at the beginning of the words."""
    if not _has_hint(words[:160], language):
        return 0
    match = _range(language).match(words)
    return 0 if match is None else match.end("others")


def named_articles(text: str, language: str) -> list[str]:
    """Return the articles that a note, or the text of an article, states to be repealed."""
    if not _has_hint(text[:200], language):
        return []
    match = _note(language, has_numbers=True).match(text)
    if match is None:
        return []
    numbers = match["numbers"]
    first = re.match(r"[1-9][0-9]*(?:-[1-9][0-9]?(?![0-9]))?", numbers)
    if first is None:
        return []
    left, hyphen, right = first[0].partition("-")
    if hyphen and int(right) > int(left):
        return [left, *expand_range(left, numbers[len(left) :])]
    return [first[0], *expand_range(first[0], numbers[first.end() :])]


def note_repeals(note: str, number: str, language: str) -> bool:
    """Return whether a note states that the article with the number is repealed."""
    if not _has_hint(note[:200], language):
        return False
    if _note(language, has_numbers=False).match(note) is not None:
        return True
    return number in named_articles(note, language)


def _has_hint(text: str, language: str) -> bool:
    return any(hint in text for hint in _HINTS[language])
