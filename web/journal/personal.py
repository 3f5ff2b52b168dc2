"""The words by which personal data is known, read from their file."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from web.journal.plain import folded


@dataclass(frozen=True, slots=True)
class PersonalWords:
    """Patterns over folded text, and the folded words that end a name."""

    introductions: re.Pattern[str]
    not_names: frozenset[str]
    documents: re.Pattern[str]
    telephones: re.Pattern[str]
    units: re.Pattern[str]


def read_personal_words() -> PersonalWords:
    """The words of ``personal.toml``."""
    lists = tomllib.loads(files("web.journal").joinpath("personal.toml").read_text("utf-8"))
    return PersonalWords(
        introductions=re.compile(rf"(?<!\w)(?:{_any_of(lists['introductions'])})(?![\w-])"),
        not_names=frozenset(folded(word) for word in lists["not_names"]),
        documents=re.compile(rf"(?<!\w)(?:{_any_of(lists['documents'])})"),
        telephones=re.compile(rf"(?<!\w)(?:{_any_of(lists['telephones'])})"),
        units=re.compile(rf"\s?(?:{_any_of(lists['units'])})"),
    )


def _any_of(words: Sequence[str]) -> str:
    longest_first = sorted({folded(word) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word) for word in longest_first)
