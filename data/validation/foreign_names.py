"""Quoted names in other languages that are written in Cyrillic, as «Укрзалізниця» in an act.

Their letters are those of no Kazakh or Russian word, but no damage: lost bytes hardly leave a short
quotation in which each word has the letters, and the capitals, of one other language.
"""

import re

_QUOTATION = re.compile(r"«[^«»]{3,80}»|“[^“”]{3,80}”|„[^„“”]{3,80}[“”]|\"[^\"]{3,80}\"")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_APOSTROPHES = "'’ʼ"
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SERBIAN = "абвгдежзиклмнопрстуфхцчшјљњџ"
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        f"абвгґдеєжзиіїйклмнопрстуфхцчшщьюя{_APOSTROPHES}",  # Ukrainian
        f"абвгдеёжзійклмнопрстуўфхцчшыьэюя{_APOSTROPHES}",  # Belarusian
        f"{_SERBIAN}ђћ",
        f"{_SERBIAN}ѓќѕѐѝ",  # Macedonian
        f"{_RUSSIAN}ғӣқӯҳҷ",  # Tajik
        f"{_RUSSIAN}ўқғҳ",  # Uzbek
        f"{_RUSSIAN}әөүҗңһ",  # Tatar, Turkmen
        f"{_RUSSIAN}әөүҗңһқғ",  # Uyghur
        f"{_RUSSIAN}ғҙҡңөҫүһә",  # Bashkir
        f"{_RUSSIAN}ғәҝөүһҹј",  # Azerbaijani
        f"{_RUSSIAN}ӑӗҫӳ",  # Chuvash
        f"{_RUSSIAN}ҕҥөһү",  # Yakut
        f"{_RUSSIAN}ӕ",  # Ossetian
        f"{_RUSSIAN}ӏ",  # languages of the Caucasus
    )
)
_MIN_LETTERS = 3


def without_foreign_names(text: str) -> str:
    """Return the text with each quoted name in another language replaced by empty quotes."""
    return _QUOTATION.sub(lambda match: "«»" if is_foreign_name(match[0][1:-1]) else match[0], text)


def is_foreign_name(quotation: str) -> bool:
    """Return whether a quotation is a name with the letters of one other language throughout."""
    words = _WORD.findall(quotation)
    if not words or not words[0][0].isupper() or not all(map(_has_usual_capitals, words)):
        return False
    letters = {sign for word in words for sign in word.lower()}
    longest = max(map(len, words))
    return longest >= _MIN_LETTERS and any(letters <= alphabet for alphabet in _ALPHABETS)


def _has_usual_capitals(word: str) -> bool:
    """Return whether a word is in small letters, in capitals or has a capital first."""
    return word[1:].islower() or word.isupper() or len(word) == 1
