"""Word lists of personal data (``personal.toml``), its kinds and matches, and the folded text."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from qa.query.normalization import fold
from web.journal.redaction.patterns import account_pattern, address_patterns, date_pattern

_MARKED = str.maketrans("ńňñıíïóöôúüûùýÿáàâäçčşśğģ", "nnniiiooouuuuyyaaaaccssgg")


def normalize_spaces(text: str) -> str:
    """Return ``text`` in normal form, without invisible signs, with digits of any script as 0–9.

    Signs that NFKC would expand, such as №, stay as they are.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        _plain_sign(sign)
        for sign in composed
        if unicodedata.category(sign) not in {"Cf", "Cc", "Cs"} or sign in "\n\t"
    )


def _plain_sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    normal = unicodedata.normalize("NFKC", sign)
    return normal if len(normal) == 1 else sign


def fold_text(text: str) -> str:
    """Return normalized ``text`` folded sign by sign: case, Kazakh letters, Latin diacritics."""
    whole = fold(text.replace("№", "#").replace("…", " "))
    if len(whole) != len(text):
        # A letter whose lower case is longer, as in Turkish, stays as it is.
        whole = "".join(small if len(small := fold(sign)) == 1 else sign for sign in text)
    return whole.translate(_MARKED)


@dataclass(frozen=True, slots=True)
class PersonalWords:
    """Patterns over folded text; ``not_names`` holds folded words that end a name."""

    introductions: re.Pattern[str]
    not_names: frozenset[str]
    documents: re.Pattern[str]
    telephones: re.Pattern[str]
    units: re.Pattern[str]
    plates: re.Pattern[str]
    accounts: re.Pattern[str]
    addresses: tuple[re.Pattern[str], ...]
    births: re.Pattern[str]
    dates: re.Pattern[str]


def read_personal_words() -> PersonalWords:
    """Read the word lists of ``personal.toml``."""
    lists = tomllib.loads(
        files("web.journal.redaction").joinpath("personal.toml").read_text("utf-8")
    )
    return PersonalWords(
        introductions=re.compile(rf"(?<!\w)(?:{_any_of(lists['introductions'])})(?![\w-])"),
        not_names=frozenset(fold_text(word) for word in lists["not_names"]),
        documents=re.compile(rf"(?<!\w)(?:{_any_of(lists['documents'])})"),
        telephones=re.compile(rf"(?<!\w)(?:{_any_of(lists['telephones'])})"),
        units=re.compile(rf"\s?(?:{_any_of(lists['units'])})"),
        plates=re.compile(rf"(?<!\w)(?:{_any_of(lists['plates'])})"),
        accounts=re.compile(account_pattern(_any_of(lists["networks"]))),
        addresses=tuple(
            re.compile(pattern)
            for pattern in address_patterns(
                *(_any_of(lists[name]) for name in ("streets", "houses", "flats", "addresses"))
            )
        ),
        births=re.compile(rf"(?<!\w)(?:{_any_of(lists['births'])})"),
        dates=re.compile(date_pattern(_any_of(lists["months"]))),
    )


def _any_of(words: Sequence[str]) -> str:
    longest_first = sorted({fold_text(word) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word) for word in longest_first)


class PiiKind(StrEnum):
    """Kind of personal data."""

    IIN = "iin"
    PHONE = "phone"
    MAIL = "mail"
    CARD = "card"
    DOCUMENT = "document"
    NAME = "name"
    ADDRESS = "address"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True, order=True)
class PiiMatch:
    """``text[start:end]`` is personal data of the kind ``kind``."""

    start: int
    end: int
    kind: PiiKind
