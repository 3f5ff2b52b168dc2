"""Fragments: texts that state no law, such as the number of an act or half a sentence."""

import re

# The number of an act, a date, and the words and signs between them.
_ACT_NUMBER = r"""
    (?:№|N|No\.?)\s?\d[\w/.-]*
    | \d{1,2}\s?\.\s?\d{1,2}\s?\.\s?\d{4} | \d{4}\s?\.\s?\d{1,2}\s?\.\s?\d{1,2}
    | \d{4}\s+(?:года?|г\.|жылғы|жылы|ж\.) | (?:от|и|г\.|ж\.|және|РК|ҚР|of|and)(?!\w)
    | \d{1,4}-[IVXІХ]{1,5}(?!\w) | [IVXІХ]{1,5}(?!\w) | [A-ZР]\d{5,10}_?
    | [^\w]|_
"""
_ONLY_ACT_NUMBERS = re.compile(rf"(?:{_ACT_NUMBER})+", re.VERBOSE)
# The line below the title: "Закон Республики Казахстан от 5 июля 2004 года № 567."
_DATE_WORDS = (
    r"(?:\d{1,2}\s+[а-я]{3,8}\s+\d{4}\s+(?:года|г\.)|\d{1,2}\.\d{1,2}\.\d{4}(?:\s+года)?"
    r"|\d{4}\s+(?:жылғы|ж\.)\s+\d{1,2}\s+[а-яіңғүұқөһә]{4,9}"
    r"|\d{1,2}\s+[A-Z][a-z]{2,8},?\s+\d{4}|[A-Z][a-z]{2,8}\s+\d{1,2},\s+\d{4})"
)
_NUMBER_SIGN = r"(?:№|N|No\.?)\s*[\w/-]+(?:\s+(?:ЗРК|ҚРЗ))?"
_STATEMENT_OF_ACT = re.compile(
    rf"""(?:(?:Конституционный\s+)?(?:Закон|Кодекс|Указ|Постановление|Приказ)
      (?:\s+[^\W\d]+){{0,6}}\s+от\s+{_DATE_WORDS}\s*,?\s*{_NUMBER_SIGN}
    | Қазақстан\s+Республикасы(?:ның)?(?:\s+[^\W\d]+){{0,6}}\s+{_DATE_WORDS}\s*,?\s*{_NUMBER_SIGN}
      (?:\s+[^\W\d]+)?
    | (?:Constitutional\s+)?(?:Law|Code|Decree|Order|Resolution)\s+of\s+the
      (?:\s+[^\W\d]+){{1,8}}\s+(?:dated|of)\s+{_DATE_WORDS}\s*,?\s*{_NUMBER_SIGN})\s*\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_ONLY_NUMBERS = re.compile(r"[\W\d_]+")
# The rest of an amendment note.
_NOTE_TAIL = re.compile(
    r"""[(;,]?\s*(?:
    вводи?тся\s+в\s+действие|порядок\s+введения|Закон(?:ом|ами)\s+РК\s+от
    |қолданысқа\s+енг[іi]з[іi]л|алғашқы\s+ресми\s+жарияланған|Заң(?:ы|дары)мен\b
    |(?:which\s+)?(?:shall\s+be\s+)?(?:put|brought|enforced?)\s+(?:into|in)\s+(?:effect|force)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_SIGN = re.compile(
    r"№|\bN\s?\d|\bофициального\s+опубликования|жарияланған\s+күн|^\(|publication"
)
_LETTER_MARK = re.compile(r"\w{1,3}[).]")
_CUT = (",", ";", ".", ")", "»", "”", ":")
_MAX_TAIL_LENGTH = 300


def is_fragment(text: str, *, numbered: bool) -> bool:
    """Return whether a text of its own states nothing: numbers of acts, a date, signs, a cut end.

    A numbered provision may consist of a number ("1) 25 %") or begin in the lower case.
    """
    if not text or "\n" in text:
        return False
    # Three dots or more stand for words left out.
    if text.startswith(_CUT) and not text.startswith(".."):
        return True
    if _ONLY_ACT_NUMBERS.fullmatch(text) is not None:
        return True
    if numbered:
        return False
    is_statement = _STATEMENT_OF_ACT.fullmatch(text) is not None
    return is_statement or _ONLY_NUMBERS.fullmatch(text) is not None or is_note_tail(text)


def is_note_tail(text: str) -> bool:
    """Return whether the text is the rest of a note on the amendment of a provision."""
    if len(text) > _MAX_TAIL_LENGTH or _NOTE_TAIL.match(text) is None:
        return False
    return _NOTE_SIGN.search(text) is not None


def goes_on_with(before: str, text: str) -> bool:
    """Return whether an unnumbered text begins inside the sentence that ``before`` leaves open."""
    if not before or not before[-1].isalpha() or " | " in text:
        return False
    return text[:1].islower() and _LETTER_MARK.match(text) is None
