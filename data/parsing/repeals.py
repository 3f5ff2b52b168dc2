"""Repeals: the words that state that a provision, a range of provisions or an article is repealed.

A statement begins with its verb ("исключен Законом …") and goes on with a law, a date or nothing:
"исключение из реестра" and "исключен из реестра" are in force.
"""

import re
from functools import cache

from data.numbering import expand_range

_VERBS = {
    "kk": r"(?:алып|алынып)\s+(?:тастал(?:ды|ған|ынды|ынған)|тасталып)"
    r"|күші\s+жойыл(?:ды|ған)|күшін\s+жой(?:ды|ған)",
    "ru": r"исключ[её]н(?:а|о|ы)?|утратил[аио]?\s+силу|утратил[аио]?\s+свою\s+силу|отмен[её]н[аоы]?",
    "en": r"(?:(?:is|are|was|were|has\s+been|have\s+been)\s+)?"
    r"(?:excluded|repealed|deleted|omitted|revoked|invalidated)"
    r"|(?:has|have)\s+lost\s+(?:its\s+|their\s+)?(?:legal\s+)?force|(?:became|become)\s+invalid"
    r"|(?:is|are)\s+no\s+longer\s+in\s+force",
}
# The end of a statement, or the law or the date that follows.
_AFTER = {
    "kk": r"\s*(?:$|[-–—.(;\[])|\s+(?:ҚР|Қазақстан\s+Республикасы|[12]\d{3}\s)",
    "ru": r"\s*(?:$|[-–—.(;\]])|\s*,?\s+(?:в\s+соответствии|согласно)"
    r"|\s+(?:(?:конституционным\s+)?закон|кодекс|указ|постановлени|приказ|решени|на\s+основании"
    r"|с[о]?\s+\d|от\s+\d|№|федеральным|ЗРК\b)",
    "en": r"\s*(?:$|[-–—.(;)\]])|\s*,?\s+(?:in\s+accordance|pursuant\s+to|with\s+effect|as\s+of|from\s+\d)"
    r"|\s+by\s+(?:the\s+)?(?:constitutional\s+)?(?:law|act|code|decree|order|regulation|article|section"
    r"|s\.|l\.n|cap|no\b|resolution|directive)|\s+on\s+\d",
}
_UNITS = {
    "kk": r"(?:бап|тармақ|тармақша|бөлік|абзац)\s+",
    "ru": r"(?:статья|статьи|пункты?|подпункты?|часть|части|абзац)\s+(?:[\d.\-–, и]+\s+)?",
    "en": r"(?:article|section|paragraph|point|subparagraph)s?\s+(?:[\d.\-–, ]+\s+)?",
}
_NUMBER = r"\(?(?P<{}>[1-9][0-9]{{0,3}}(?:-[1-9][0-9]?)*|[a-zа-яёәғқңөұүһі])"
_MARK = r"\s?[.)]?\)?"
_JOIN = r"\s*(?:[-–—,;]|(?:и|по|және|мен|пен|бен|to|and|through)(?=\s))\s*"
# The other numbers of a range after the mark of its first one: "- 4) исключены", ", 3) и 4)".
_OTHERS = rf"(?P<others>(?:{_JOIN}{_NUMBER.replace('?P<{}>', '?:').replace('{{', '{').replace('}}', '}')}{_MARK})+)"
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
_OWN_NOTE = {
    "kk": r"Ескерту\s*[.:]\s*(?P<numbers>[\d¹²³\-–, және]*?)\s*-?\s*бап(?:тың|тар|тардың)?\s+",
    "ru": r"Сноска\s*[.:]\s*Стать[яи]\s+(?P<numbers>[\d¹²³.\-–, и]*?)\s*\.?\s+",
    "en": r"(?:Footnote|Note)\s*[.:]\s*Articles?\s+(?P<numbers>[\d¹²³.\-–, andto]*?)\s*\.?\s+",
}
_HINTS = {"kk": ("таста", "жой"), "ru": ("сключ", "силу", "тмен"), "en": ("d", "force", "valid")}


@cache
def _statement(language: str) -> re.Pattern[str]:
    verbs, after = _VERBS[language], _AFTER[language]
    units = _UNITS[language]
    return re.compile(rf"[(\[]?\s*(?:{units})?(?:{verbs})(?={after})", re.IGNORECASE)


@cache
def _range(language: str) -> re.Pattern[str]:
    verbs, after = _VERBS[language], _AFTER[language]
    units = _ARTICLES[language]
    return re.compile(rf"{_OTHERS}{units}[(\[]?(?:{verbs})(?={after})", re.IGNORECASE)


@cache
def _articles(language: str) -> re.Pattern[str]:
    number = _NUMBER.format("number")
    words = {"kk": "", "ru": r"Статьи\s+", "en": r"(?:Articles|Sections)\s+"}[language]
    return re.compile(rf"{words}{number}(?={_range(language).pattern})", re.IGNORECASE)


@cache
def _note(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_OWN_NOTE[language]}(?:{_VERBS[language]})(?={_AFTER[language]})", re.IGNORECASE
    )


def is_repealed(text: str, language: str) -> bool:
    """Return whether a provision only states that it was repealed."""
    return _has_hint(text[:160], language) and _statement(language).match(text) is not None


def article_range(text: str, language: str) -> re.Match[str] | None:
    """Return the match of the first number of a range of repealed articles at the beginning."""
    if "бап" not in text[:40] if language == "kk" else text[:1] not in "СсAS":
        return None
    return _articles(language).match(text) if _has_hint(text[:160], language) else None


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


def note_repeals(note: str, number: str, language: str) -> bool:
    """Return whether a note states that the article with the number is repealed."""
    if not _has_hint(note[:200], language):
        return False
    match = _note(language).match(note)
    if match is None:
        return False
    first, *_ = re.findall(r"[1-9][0-9]*(?:-[1-9][0-9]*(?!\d))?", match["numbers"]) or [""]
    if not first:
        return True
    rest = match["numbers"].partition(first)[2]
    return number in (first, *expand_range(first, rest))


def _has_hint(text: str, language: str) -> bool:
    return any(hint in text for hint in _HINTS[language])
