"""Recognition of languages other than Kazakh, Russian and English.

Some scripts identify a language. Other languages are recognised by several of their frequent
words (foreign_languages.toml) and by how few of the words could be ours; doubt means none of them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.query.arabic_script import is_kazakh_in_arabic_script
from qa.query.vocabulary import everyday_words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"")
_KANA = "ja"
_MIN_SCRIPT_SHARE = 0.6
_MIN_LETTERS = 2
_MIN_WORDS = 2  # distinct frequent words
_MIN_SHARE = 0.3  # of all words
_MAX_OUR_SHARE = 0.34  # of all words that are everyday words of ours
_MIN_LEAD = 2  # frequent words more than those of the next language


@dataclass(frozen=True, slots=True)
class _Table:
    scripts: Mapping[str, re.Pattern[str]]
    arabic: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    ours: frozenset[str]


def foreign_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, if it is certainly none of ours.

    None is returned for Kazakh in any script, Russian and English, and wherever there is doubt.
    Words in quotation marks do not count beside others.
    """
    text = unicodedata.normalize("NFC", text)
    own = _QUOTED.sub(" ", text)
    text = own if _WORD.search(own) else text
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return None
    return _by_script("".join(letters)) or _by_words(text)


def _by_script(letters: str) -> str | None:
    table = _table()
    counts = {code: len(script.findall(letters)) for code, script in table.scripts.items()}
    if counts[_KANA] and sum(counts.values()) >= _MIN_SCRIPT_SHARE * len(letters):
        return _KANA  # Japanese has Chinese signs too
    for code, count in counts.items():
        if count >= _MIN_SCRIPT_SHARE * len(letters):
            return code
    is_arabic = len(_ARABIC.findall(letters)) >= _MIN_SCRIPT_SHARE * len(letters)
    if not is_arabic or is_kazakh_in_arabic_script(letters):
        return None
    signs = set(letters)
    return next((code for code, own in table.arabic.items() if not signs.isdisjoint(own)), None)


def _by_words(text: str) -> str | None:
    table = _table()
    words = _WORD.findall(text.lower().replace("\u0307", "").replace("\u2019", "'"))
    distinct = set(words)
    ours = sum(word in table.ours for word in words)
    if len(distinct) < _MIN_WORDS or ours > _MAX_OUR_SHARE * len(words):
        return None
    codes = table.words.keys() | table.letters.keys()
    found = {code: sum(_is_of(word, code) for word in distinct) for code in sorted(codes)}
    code, *others = sorted(found, key=lambda one: -found[one])
    share = sum(_is_of(word, code) for word in words) / len(words)
    is_certain = (
        found[code] >= max(_MIN_WORDS, found[others[0]] + (1 if found[code] < 4 else _MIN_LEAD))
        and share >= _MIN_SHARE
    )
    return code if is_certain else None


def _is_of(word: str, code: str) -> bool:
    """Return whether ``word`` is frequent in the language ``code`` or has a letter of it alone."""
    table = _table()
    return word in table.words.get(code, ()) or not table.letters.get(code, frozenset()).isdisjoint(
        word
    )


@cache
def _table() -> _Table:
    table = tomllib.loads(files("qa.query").joinpath("foreign_languages.toml").read_text("utf-8"))
    ours = frozenset().union(*everyday_words().values())
    return _Table(
        {code: re.compile(f"[{letters}]") for code, letters in table["scripts"].items()},
        {code: frozenset(letters) for code, letters in table["arabic"].items()},
        {code: frozenset(letters) for code, letters in table["letters"].items()},
        {code: frozenset(text.split()) - ours for code, text in table["words"].items()},
        ours,
    )
