"""Sound keys: one plain spelling for a word in Cyrillic, in any Latin alphabet, or in English.

Two spellings of a Kazakh or Russian word ("ұрып", "uryp", "урып"; "угрожает", "ugrozhaet") have the
same key, so that one list of words serves both scripts. Keys are compared and never shown.
"""

import re
import unicodedata
from functools import lru_cache

from qa.query.normalization import CYRILLIC, fold

_DIGIT_LETTERS = str.maketrans("04639", "očšzg")
_REPEATED = re.compile(r"(.)\1+")
# Letters and pairs of letters of the folded word, the longer ones first.
_FROM_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "ž", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "č", "ш": "š", "щ": "š", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_FROM_LATIN = (
    ("shch", "š"), ("sch", "š"), ("s'", "š"), ("sh", "š"), ("c'", "č"), ("ch", "č"), ("zh", "ž"),
    ("kh", "h"), ("gh", "g"), ("ts", "ts"), ("y'", "u"), ("ja", "ia"), ("ju", "iu"), ("jo", "io"),
    ("j", "ž"), ("q", "k"), ("y", "i"), ("w", "u"), ("x", "h"), ("'", ""),
)  # fmt: skip
# In Kazakh the letter j is ж before а and у too: "jatyr", "jurip".
_FROM_KAZAKH_LATIN = tuple(
    (unit, key) for unit, key in _FROM_LATIN if unit not in {"ja", "ju", "jo"}
)
# Acutes, umlauts, breves and cedillas that are more than an accent.
_ACCENTED = str.maketrans({"ş": "š", "ç": "č", "ý": "u", "ı": "i", "ə": "a"})


@lru_cache(maxsize=20_000)
def sound_keys(word: str) -> tuple[str, ...]:
    """Return the keys of ``word``: one, or two where its spelling can be read in two ways.

    >>> sound_keys("жатыр") == sound_keys("zhatyr")
    True
    """
    folded = fold(word).replace("-", "")
    if CYRILLIC.search(folded):
        return (_key("".join(_FROM_CYRILLIC.get(letter, letter) for letter in folded)),)
    latin = _without_accents(folded.translate(_ACCENTED))
    if re.search(r"[a-z]", latin):
        latin = latin.translate(_DIGIT_LETTERS)
    readings = (_FROM_LATIN, _FROM_KAZAKH_LATIN) if "j" in latin else (_FROM_LATIN,)
    return tuple(dict.fromkeys(_key(_spell(latin, units)) for units in readings))


def _spell(latin: str, units: tuple[tuple[str, str], ...]) -> str:
    for unit, key in units:
        latin = latin.replace(unit, key)
    return latin


def _without_accents(text: str) -> str:
    """Return ``text`` without accents, except for the letters of keys."""
    letters = (
        letter if letter in "šžč" else unicodedata.normalize("NFD", letter)[0] for letter in text
    )
    return "".join(letters)


def _key(spelling: str) -> str:
    """Return ``spelling`` with ng as n and each letter once: "pomogiteeee" is "pomogite"."""
    return _REPEATED.sub(r"\1", spelling.replace("ng", "n"))
