"""Numbers and dates of acts: "№ 199-V", "95-конвенция", "2014 жылғы 23 сәуірдегі"."""

import re
from dataclasses import dataclass

from qa.references.act_names import kind_of_word
from qa.references.tokens import is_level_word

_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W_]+")
_NEXT_WORD = re.compile(r"[\s.-]*([^\W\d_]+)")
_OWN_NUMBER = re.compile(r"\W{0,3}\d")
_MONTHS = {
    month: number
    for names in (
        "кантар акпан наурыз сауир мамыр маусым шилде тамыз кыркуйек казан караша желтоксан",
        "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
        "january february march april may june july august september october november december",
    )
    for number, month in enumerate(names.split(), 1)
}
_KK, _RU, _EN = ("|".join(list(_MONTHS)[start : start + 12]) for start in (0, 12, 24))
_DATE = re.compile(
    rf"""
      \b(?P<y1>\d{{4}})\s+(?:жыл[гд]ы\w*|ж\.?)(?:\s+(?P<d1>\d{{1,2}})\s+(?P<m1>{_KK})\w*)?
    | (?:\bот\s+)?\b(?P<d2>\d{{1,2}})\s+(?P<m2>{_RU})(?:та|а|я)?
      \s+(?P<y2>\d{{4}})(?:\s*г(?:ода|од|\.)?(?!\w))?
    | \b(?P<d3>\d{{1,2}})\s+(?P<m3>{_EN})\s+(?P<y3>\d{{4}})
    | \b(?P<m4>{_EN})\s+(?P<d4>\d{{1,2}}),?\s+(?P<y4>\d{{4}})
    | \b(?P<d5>\d{{1,2}})\.(?P<m5>\d{{1,2}})\.(?P<y5>\d{{4}})
    | \b(?P<y6>(?:19|20)\d{{2}})\s+(?:года|г\.)
    """,
    re.VERBOSE,
)
# On folded text, in which "№" is "no".
_NUMBER = re.compile(
    r"""
      \bno?\.?\s*(?P<sign>\d{1,5}(?:[-/]\w{1,4})?)
    | \b(?P<roman>\d{1,4}-[ivx]{1,4})\b
    | \b(?P<kk>\d{1,4})\s?-?\s?(?=конвенция)
    | (?<=конвенция)\s+(?P<ru>\d{1,4})\b(?!\s?-?\s?(?:б|ст))
    | (?<=конвенции)\s+(?P<ru2>\d{1,4})\b(?!\s?-?\s?(?:б|ст))
    | (?<=convention)\s+(?P<en>\d{1,4})\b
    """,
    re.VERBOSE,
)


# Only acts are numbered "199-V".
_ROMAN = re.compile("-[ivx]+$")


@dataclass(frozen=True, slots=True)
class ActNumbers:
    """The numbers and dates of acts in a text, and the text without them.

    Dates are "2014-04-23", or "2014" where only the year is given.
    """

    text: str
    numbers: frozenset[str]
    dates: frozenset[str]


def read_numbers(folded: str) -> ActNumbers:
    """Return the numbers and dates of acts in ``folded``.

    A number beside a level word, as in "ст. № 24", is none.
    """
    if not _DIGIT.search(folded):
        return ActNumbers(folded, frozenset(), frozenset())
    dates = frozenset(_date(match) for match in _DATE.finditer(folded))
    text = _DATE.sub(" ", folded)
    has_kind = any(kind_of_word(word) for word in _WORDS.findall(text))
    numbers: set[str] = set()

    def take(match: re.Match[str]) -> str:
        if not _is_of_act(text, match, has_kind):
            return match[0]
        numbers.update(number for number in match.groups() if number)
        return " "

    return ActNumbers(_NUMBER.sub(take, text), frozenset(numbers), dates)


def _is_of_act(text: str, match: re.Match[str], has_kind: bool) -> bool:
    before = _WORDS.findall(text[: match.start()])
    if before and is_level_word(before[-1]):
        return False
    if _ROMAN.search(match[0]) or (before and kind_of_word(before[-1])):
        return True
    after = _NEXT_WORD.match(text, match.end())
    if not (after and is_level_word(after[1])):
        return has_kind
    # "приказ МВД № 669 пункт 4": the level has a number of its own.
    has_own = _OWN_NUMBER.match(text, after.end()) is not None
    return has_own and any(kind_of_word(word) for word in before)


def _date(match: re.Match[str]) -> str:
    fields = {name[0]: value for name, value in match.groupdict().items() if value}
    if "m" not in fields:
        return fields["y"]
    month = fields["m"]
    number = int(month) if month.isdecimal() else _MONTHS[month]
    return f"{fields['y']}-{number:02}-{int(fields['d']):02}"
