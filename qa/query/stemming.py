"""Stems for the lexical channel: a light Kazakh stemmer, Snowball for Russian and English.

The Kazakh stemmer works on folded letters: a word typed without ә і ң ғ ү ұ қ ө һ has the stem of
the full one. It takes off at most one ending a slot, keeps two or three letters, and asks that the
ending agrees with the word's last sure vowel (а ы against е э; after folding, о у и are unsure).
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

import Stemmer

_SHORTEST = 3
_CASE = 1  # the slot of case endings, which short nouns take too ("үйге")
_VOWEL = re.compile(r"[аеыэяю]")
_BACK = frozenset("аыя")
_VOICELESS = {"г": "к", "б": "п"}


@cache
def _slots() -> tuple[tuple[tuple[str, bool | None], ...], ...]:
    """For each slot the endings, longest first, with their harmony (True: back)."""
    table = tomllib.loads(files("qa.query").joinpath("suffixes.toml").read_text("utf-8"))
    slots = []
    for slot in table["slots"]:
        endings: dict[str, bool | None] = {}
        for ending in slot:
            if "A" in ending or "I" in ending:
                endings[ending.replace("A", "а").replace("I", "ы")] = True
                endings[ending.replace("A", "е").replace("I", "и")] = False
            else:
                endings[ending] = None
        slots.append(tuple(sorted(endings.items(), key=lambda item: -len(item[0]))))
    return tuple(slots)


def kazakh_stem(word: str) -> str:
    """The light stem of one folded Kazakh word; the word itself where nothing comes off."""
    for number, slot in enumerate(_slots()):
        shortest = _SHORTEST - (number == _CASE)
        for ending, back in slot:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= shortest and _agrees(stem, back):
                word = stem
                break
    return _base(word)


def _base(word: str) -> str:
    """A last vowel is dropped (ұста-у, ұст-ады); a voiced consonant is what it was (көліг-і)."""
    if len(word) > _SHORTEST and word[-1] in "аеыи":
        word = word[:-1]
    return word[:-1] + _VOICELESS.get(word[-1], word[-1])


def _agrees(stem: str, back: bool | None) -> bool:
    vowels = _VOWEL.findall(stem)
    return back is None or not vowels or (vowels[-1] in _BACK) == back


@cache
def _snowball(language: str) -> tuple[Stemmer.Stemmer, Lock]:
    """The stemmer, which keeps the word it works on in itself, and the lock of whoever uses it."""
    # Without its own cache: that of `stem` is enough.
    return Stemmer.Stemmer({"ru": "russian", "en": "english"}[language], 0), Lock()


@lru_cache(maxsize=30_000)
def stem(word: str, language: str) -> str:
    """The stem of one folded word in ``language`` (kk, ru, en)."""
    if language == "kk":
        return kazakh_stem(word)
    stemmer, lock = _snowball(language)
    with lock:
        return str(stemmer.stemWord(word))
