"""Detection of identifiers of a person: individual number, card, telephone, document, car plate."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.journal.redaction.personal_words import PersonalWords, PiiKind, PiiMatch

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_individual_number(digits: str) -> bool:
    """Return whether 12 digits end in the check digit of an individual identification number.

    The weighted sum of the first eleven modulo 11, with the weights 1 to 11; where that gives 10,
    again with the weights 3 to 11, 1, 2; where that gives 10 too, the number is not given out
    (rules on the national register of identification numbers, Law No. 223-III of 2007).
    """
    if len(digits) != 12 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    check = _weighted(digits, _FIRST)
    if check == 10:
        check = _weighted(digits, _SECOND)
    return check == int(digits[11])


def holds_birth_date(digits: str) -> bool:
    """Return whether 12 digits begin with a birth date (YYMMDD), century and sex (0 to 6)."""
    month, day, century = int(digits[2:4]), int(digits[4:6]), int(digits[6])
    return 1 <= month <= 12 and 1 <= day <= 31 and century <= 6


def is_card_number(digits: str) -> bool:
    """Return whether 13 to 19 digits end in a bank card's check digit (Luhn, ISO/IEC 7812-1)."""
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


_GROUP = re.compile(r"\d+(?:[oо](?=\d{3}|\d*$)\d+)?")
# Separator of the digit groups of one number.
_WITHIN = re.compile(r"[ \t\u00a0]?[-–—.()_*/~]{0,2}[ \t\u00a0]?[-–(]?")
_DATE = re.compile(
    r"(?<!\d)(?:[0-3]?\d([./-])[01]?\d\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d)(?!\d)"
)
# Maximum distance of a number from the word that names its kind, with no other number between.
_REACH = 32
_SERIES = re.compile(r"(?<!\w)([a-zа-я]{1,2})[ #-]{0,2}\d{6,9}(?!\w)")
# A number with letters and at least three digits, as in foreign passports.
_MIXED = re.compile(r"(?<!\w)(?=(?:[a-z]*\d){3})[a-z]{1,3}\d[a-z0-9]{4,10}(?!\w)")
_PLATE = re.compile(
    r"(?<!\w)(?:\d{3}[ -]?[a-z]{2,3}[ -]?(?:0[1-9]|1\d|20)|[a-z][ -]?\d{3}[ -]?[a-z]{2,3})(?!\w)"
)
# Parts of a plate, also with a sign between that spell-checkers and sites do not know.
_APART = "[ _*-]?"
_CAPITALS = "[A-ZАВЕКМНОРСТУХ]"
# In capitals; small ones are too like other words.
_PLATE_IN_CAPITALS = re.compile(
    rf"(?<![^\W_])(?:KZ{_APART})?(?:\d{{3}}{_APART}{_CAPITALS}{{2,3}}{_APART}(?:0[1-9]|1\d|20)"
    rf"|{_CAPITALS}{_APART}\d{{3}}{_APART}{_CAPITALS}{{2,3}}(?:{_APART}\d{{2,3}})?"
    rf"|[A-Z]{{2}}\d\d{_APART}[A-Z]{{3}})(?![^\W_])"
)
_NAMED_PLATE = re.compile(
    r"(?<![^\W_])(?:\d{3}[ _*-]?[a-zавекмнорстух]{2,3}[ _*-]?(?:0[1-9]|1\d|20)"
    r"|[a-zавекмнорстух][ _*-]?\d{3}[ _*-]?[a-zавекмнорстух]{2,3})(?![^\W_])"
)
_ACCOUNT = re.compile(r"(?<!\w)kz ?\d\d(?: ?[a-z0-9]){16}(?!\w)")
_LATIN_SERIES = re.compile(r"(?<!\w)[nн] ?\d{8}(?!\w)")
# A local telephone number, without the city code.
_CITY = re.compile(r"\d{2,3}-\d\d-\d\d(?!\d)")
# As many as a number has digits that are written one by one.
_MAX_GROUPS = 16


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str


def find_numbers(text: str, folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield the identifiers of ``text``, possibly overlapping; ``folded`` is its folded form."""
    dates = [match.span() for match in _DATE.finditer(folded)]
    for pattern in (_ACCOUNT, _PLATE, _LATIN_SERIES):
        for match in pattern.finditer(folded):
            yield PiiMatch(*match.span(), PiiKind.DOCUMENT)
    for match in _PLATE_IN_CAPITALS.finditer(text):
        yield PiiMatch(*match.span(), PiiKind.DOCUMENT)
    for match in _NAMED_PLATE.finditer(folded):
        if _follows(folded, match.start(), words.plates):
            yield PiiMatch(*match.span(), PiiKind.DOCUMENT)
    for match in _SERIES.finditer(folded):
        # Separate letters are a series only in capitals: "is 034567890" is none.
        whole = match.end(1) < match.end() and folded[match.end(1)].isdigit()
        series = whole or text[slice(*match.span(1))].isupper()
        if series and _follows(folded, match.start(), words.documents):
            yield PiiMatch(*match.span(), PiiKind.DOCUMENT)
    for match in _MIXED.finditer(folded):
        if _follows(folded, match.start(), words.documents):
            yield PiiMatch(*match.span(), PiiKind.DOCUMENT)
    for run in _runs(folded, dates):
        yield from _numbers_in_run(folded, run, words)


def _runs(folded: str, dates: Sequence[tuple[int, int]]) -> Iterator[list[_Group]]:
    """Yield runs of digit groups that may be one number."""
    run: list[_Group] = []
    for match in _GROUP.finditer(folded):
        start, end = match.span()
        if any(low <= start < high for low, high in dates):
            continue
        if run and not _WITHIN.fullmatch(folded, run[-1].end, start):
            yield run
            run = []
        # An O typed for a zero is in the middle of a long number.
        run.append(_Group(start, end, re.sub("[oо]", "0", match[0])))
    if run:
        yield run


def _numbers_in_run(folded: str, run: Sequence[_Group], words: PersonalWords) -> Iterator[PiiMatch]:
    first = 0
    while first < len(run):
        last = min(len(run), first + _MAX_GROUPS)
        found = None
        # The longest number wins, so that no part of it remains.
        for end in range(last, first, -1):
            kind = _kind_of(folded, run[first:end], words)
            if kind is not None:
                found = end, kind
                break
        if found is None:
            first += 1
            continue
        end, kind = found
        opening = re.search(r"\+?\(?$", folded[: run[first].start])
        start = opening.start() if opening else run[first].start
        yield PiiMatch(start, run[end - 1].end, kind)
        first = end


def _kind_of(folded: str, groups: Sequence[_Group], words: PersonalWords) -> PiiKind | None:
    digits = "".join(group.digits for group in groups)
    start, end = groups[0].start, groups[-1].end
    sizes = [len(group.digits) for group in groups]
    if is_individual_number(digits) and (len(groups) == 1 or holds_birth_date(digits)):
        return PiiKind.IIN
    if words.units.match(folded, end):
        return None
    if _is_card(digits, sizes):
        return PiiKind.CARD
    if _is_phone(folded, start, digits, sizes, words):
        return PiiKind.PHONE
    if _is_document(folded, start, digits, sizes, words):
        return PiiKind.DOCUMENT
    return None


def _is_card(digits: str, sizes: Sequence[int]) -> bool:
    if sizes == [4, 4, 4, 4]:
        return True
    return min(sizes[:-1], default=4) >= 4 and is_card_number(digits)


def _is_phone(
    folded: str, start: int, digits: str, sizes: Sequence[int], words: PersonalWords
) -> bool:
    if folded[max(0, start - 2) : start].rstrip("(").endswith("+"):
        return 8 <= len(digits) <= 15
    if len(digits) == 11 and digits[0] in "78":
        return (
            sizes[0] in {4, 11} or (sizes[0] == 1 and sizes[1] in {3, 6, 7, 10}) or max(sizes) == 1
        )
    if len(digits) == 10 and digits[0] == "7":
        return sizes[0] in {3, 6, 10}
    if _CITY.match(folded, start):
        return len(sizes) == 3
    is_plausible = 5 <= len(digits) <= 12 and max(sizes) >= 3
    return is_plausible and _follows(folded, start, words.telephones)


def _is_document(
    folded: str, start: int, digits: str, sizes: Sequence[int], words: PersonalWords
) -> bool:
    # The number of an identity card has nine digits and begins with a zero.
    if sizes == [9] and digits[0] == "0":
        return True
    is_plausible = 5 <= len(digits) <= 20 and (max(sizes) >= 3 or max(sizes) == 1)
    return is_plausible and _follows(folded, start, words.documents)


def _follows(folded: str, start: int, words: re.Pattern[str]) -> bool:
    """Return whether one of ``words`` precedes in the same sentence, with no number between."""
    before = folded[max(0, start - _REACH - 24) : start]
    *_, last = (None, *words.finditer(before))
    if last is None:
        return False
    between = before[last.end() :]
    return len(between) <= _REACH and not re.search(r"\d|[!?;]|\w{4,}\.\s", between)
