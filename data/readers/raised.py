"""Raised numbers: 21¹ is article 21-1, 10⁶ stays a power and 50³ a number with a note mark."""

import re

from data.numbering import TO_SUPERSCRIPTS

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters around a raised number, which no text contains."""
_DIGITS = re.compile(r"\s*(\d{1,3})\s*")
_MARKED = rf"{_OPEN}(\d+){_CLOSE}"
_RAISED = re.compile(_MARKED)
_NUMBER = r"\d+(?:-\d+)*"
# A number that the raised one continues: at the beginning of a paragraph or a sentence, or after
# the word of a provision; or the word of a provision follows, as in Kazakh.
_WORDS = (
    r"стать\w{1,3}|ст\.|(?:под)?пункт\w{0,3}|пп?\.|част(?:ь|и|ью|ей|ям|ями|ях)|абзац\w{0,3}"
    r"|глав(?:а|ы|е|у|ой|ами|ах)?|раздел\w{0,3}|параграф\w{0,3}|приложени\w{1,3}"
    r"|articles?|arts?\.|sections?|secs?\.|(?:sub)?paragraphs?|paras?\.|(?:sub)?points?"
    r"|chapters?|annex(?:es)?"
)
_AFTER = r"\)?\s*[-–]?\s*(?:бап|тармақ|тармақша|тарау|бөлім|бөлік|параграф|қосымша)"
_AND = r"(?:\s*[,–-]\s*|\s+(?:и|или|and|or|және|немесе|мен|пен|бен)\s+)"
_INSERTED = re.compile(
    rf"""
    (?P<begin>(?:^|(?<=[.;:!?])\s+)\(?{_NUMBER}){_MARKED}(?=\s*[.)](?:\s|$|[^\W\d]))
    | (?P<named>\b(?:{_WORDS})\s*(?:№\s*)?(?:{_NUMBER}(?:{_MARKED})?{_AND})*{_NUMBER}){_MARKED}
    | (?P<counted>(?<![\d.,]){_NUMBER}){_MARKED}
      (?={_AFTER}|(?:{_AND}{_NUMBER}(?:{_MARKED})?)+\s*{_AFTER})
    """,
    re.VERBOSE | re.IGNORECASE,
)


def mark_raised(words: str, before: str) -> str:
    """Return raised words, marked if they are a number that follows a letter or a digit."""
    match = _DIGITS.fullmatch(words)
    if match is None or not before[-1:].isalnum():
        return words
    return f"{_OPEN}{match[1]}{_CLOSE}"


def marked_numbers(text: str, after: str = "") -> list[str]:
    """Return the marked numbers of a text that the lookbehind ``after`` allows."""
    return re.findall(after + _MARKED, text)


def ends_raised(text: str) -> bool:
    """Return whether a text ends with a marked number."""
    return text.endswith(_CLOSE)


def strip_marks(text: str) -> str:
    """Return a text of a source without the signs that mark raised numbers."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def resolve_raised(line: str) -> str:
    """Return a whole paragraph with its raised numbers as text.

    A raised number that continues the number of a provision follows a hyphen; any other is
    written in superscript digits, as it is printed.
    """
    if _OPEN not in line:
        return line
    before = ""
    while before != line:
        before = line
        line = _INSERTED.sub(_with_hyphen, line)
    return _RAISED.sub(lambda match: match[1].translate(TO_SUPERSCRIPTS), line)


def _with_hyphen(match: re.Match[str]) -> str:
    start = match["begin"] or match["named"] or match["counted"]
    raised = _RAISED.match(match[0], len(start))
    return f"{start}-{raised[1]}" if raised else match[0]
