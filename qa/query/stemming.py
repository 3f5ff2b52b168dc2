"""Stemmers: a light one for Kazakh, Snowball for Russian and English.

The Kazakh stemmer works on folded letters, so that a word typed without ә і ң ғ ү ұ қ ө һ has the
same stem. It strips at most one ending a slot, leaves two or three letters, and requires vowel
harmony with the last unambiguous vowel (а ы against е э; after folding, о у и are ambiguous).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

import Stemmer

_MIN_STEM_LENGTH = 3
_NOUN_SLOTS = 4  # person, case, possession, number
_CASE_SLOT = 1  # case endings leave two letters ("үйге")
_POSSESSED_VOWEL = re.compile(r"(?<=\w{3}[аеиоыя])[мн]$")  # машина-м, машина-ң
_VOWEL = re.compile(r"[аеыэяю]")
_ANY_VOWEL = re.compile(r"[аеёиоуыэюя]")
_AMBIGUOUS = frozenset("ёиоую")
_BACK = frozenset("аыя")
_VOICELESS = {"г": "к", "б": "п"}


@cache
def _endings() -> tuple[tuple[Sequence[int], Mapping[str, bool | None]], ...]:
    """Return the endings of each slot with their harmony, and their lengths, longest first."""
    return tuple(
        (tuple(sorted({len(ending) for ending, _ in slot}, reverse=True)), dict(slot))
        for slot in _slots()
    )


@cache
def _slots() -> tuple[tuple[tuple[str, bool | None], ...], ...]:
    """Return the endings of each slot, longest first, with their harmony (True: back)."""
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
    """Return the light stem of one folded Kazakh word."""
    for number, (lengths, endings) in enumerate(_endings()):
        longest = len(word) - _MIN_STEM_LENGTH + (number == _CASE_SLOT)
        for length in lengths:
            if length > longest or (ending := word[-length:]) not in endings:
                continue
            stem = word[:-length]
            if _agrees(stem, endings[ending]):
                word = stem
                break
    return _normalize_end(word)


@lru_cache(maxsize=10_000)
def kazakh_roots(word: str) -> tuple[str, ...]:
    """Return a folded word and all that it may be a form of, by its Kazakh endings of nouns.

    Unlike :func:`kazakh_stem` it changes no letter, so that a Russian word with Kazakh endings is
    found as it is written.

    >>> kazakh_roots("протоколга")
    ('протоколга', 'протокол')
    """
    roots = {word: None}
    for slot in _slots()[:_NOUN_SLOTS]:
        for known in tuple(roots):
            for ending, back in slot:
                root = known.removesuffix(ending)
                if root != known and len(root) >= _MIN_STEM_LENGTH and _may_agree(root, back):
                    roots[root] = None
            if _POSSESSED_VOWEL.search(known):
                roots[known[:-1]] = None
    return tuple(roots)


def _may_agree(root: str, back: bool | None) -> bool:
    """Return whether an ending may follow a borrowed word, in which и о у decide no harmony."""
    vowels = _ANY_VOWEL.findall(root)
    return _agrees(root, back) or (bool(vowels) and vowels[-1] in _AMBIGUOUS)


def _normalize_end(word: str) -> str:
    """Drop a last vowel (ұста-у, ұст-ады) and devoice a last consonant (көліг-і)."""
    if len(word) > _MIN_STEM_LENGTH and word[-1] in "аеыи":
        word = word[:-1]
    return word[:-1] + _VOICELESS.get(word[-1], word[-1])


def _agrees(stem: str, back: bool | None) -> bool:
    if back is None:
        return True
    vowels = _VOWEL.findall(stem)
    return not vowels or (vowels[-1] in _BACK) == back


@cache
def _snowball(language: str) -> tuple[Stemmer.Stemmer, Lock]:
    """Return the stemmer and its lock, since it is not thread-safe."""
    # Its own cache is off: that of `stem` is enough.
    return Stemmer.Stemmer({"ru": "russian", "en": "english"}[language], 0), Lock()


@lru_cache(maxsize=30_000)
def stem(word: str, language: str) -> str:
    """Return the stem of one folded word in ``language`` (kk, ru, en)."""
    if language == "kk":
        return kazakh_stem(word)
    stemmer, lock = _snowball(language)
    with lock:
        return str(stemmer.stemWord(word))
