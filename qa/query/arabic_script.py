"""Kazakh in Arabic script (töte jazu), transliterated to Cyrillic."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from qa.query.vocabulary import Vocabulary

_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u06d5\u0674\u06c0-\u06cf]+")
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a\u0671-\u06d3\u06d5]")
_VOWELS = "аәоөұүыіеэ"
_IOTATED = re.compile("и([аәу])")  # я after a vowel, ия after a consonant
_SHORT_I = re.compile(f"(?<=[{_VOWELS}])и")
_MIN_SHARE = 0.5


def is_kazakh_in_arabic_script(text: str) -> bool:
    """Return whether most letters are Arabic, with letters of Kazakh and none of other languages.

    Arabic, Persian, Uighur, Urdu and Kurdish have letters that Kazakh lacks, or lack its own.
    """
    if not _ARABIC_LETTER.search(text):
        return False
    letters = _ARABIC_LETTER.findall(text)
    if len(letters) < _MIN_SHARE * sum(sign.isalpha() for sign in text):
        return False
    table = _table()
    signs = set(text)
    return not signs.isdisjoint(table["own"]) and signs.isdisjoint(table["foreign"])


def transliterate_arabic(text: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` with its words in Cyrillic, in the spelling of the vocabulary if it is known.

    A word has back or front vowels throughout, as its sign or its consonants show; a borrowed word
    may have others.
    """

    def spell(match: re.Match[str]) -> str:
        words = tuple(_spellings(match[0]))
        for word in words:
            if spellings := vocabulary.spellings(word, "kk"):
                return word if word in spellings else spellings[0]
        return next((word for word in words if vocabulary.contains_stem(word, "kk")), words[0])

    signs = _table()["letters"]
    converted = _ARABIC_WORD.sub(spell, text)
    return "".join(signs.get(sign, sign) for sign in converted)


def _spellings(word: str) -> Iterator[str]:
    """Yield the possible spellings of ``word``, likeliest first."""
    table = _table()
    back, front = table["letters"] | table["back"], table["letters"] | table["front"]
    is_front = not set(word).isdisjoint(table["mark"] + table["fronting"])
    start = next((place for place, sign in enumerate(word) if sign in table["fronting"]), 0)
    # A compound such as қызметкер has back vowels first.
    for place in (0, len(word), start) if is_front else (len(word), 0):
        text = "".join(back.get(sign, "") for sign in word[:place])
        text += "".join(front.get(sign, "") for sign in word[place:])
        text = _SHORT_I.sub("й", _IOTATED.sub(_iotate, text))
        yield text
        if "тс" in text:
            yield text.replace("тс", "ц")


def _iotate(match: re.Match[str]) -> str:
    letter = "ю" if match[1] in "уүұ" else "я"
    return letter if match.start() and match.string[match.start() - 1] in _VOWELS else "и" + letter


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa.query").joinpath("arabic.toml").read_text("utf-8"))
