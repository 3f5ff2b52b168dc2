"""What a question says, however it was typed: readings in natural spelling, with their language.

Considered are the text as it stands, Kazakh in Latin letters, Kazakh without its own letters, and a
wrong keyboard layout; then typing errors are mended. Each reading is weighed by how much of it the
vocabulary knows. Everything that is changed is disclosed by :attr:`Reading.changed`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.layout import retyped
from qa.transducer import Table, respell
from qa.typos import corrected
from qa.vocabulary import Vocabulary

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f\u0259]", re.IGNORECASE)
_KAZAKH = re.compile(r"[әіңғүұқөһ]", re.IGNORECASE)
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
# Cyrillic letters that look Latin, where one slipped into a Latin word, and the other way round.
_LOOKALIKES = str.maketrans("aceiopxyABCEHIKMOPTXY", "асеіорхуАВСЕНІКМОРТХУ")
_MARGIN = 0.12  # two readings this close are both searched
_SURE = 0.9  # English this likely has no other reading: the words are known, or their stems
_CHANGED_COST = 0.12  # a changed reading must be this much more likely than the text as it stands


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a question: natural text, its language, and whether it was changed."""

    text: str
    language: str
    changed: bool
    likeness: float


@cache
def _tables() -> dict[str, Table]:
    return tomllib.loads(files("qa").joinpath("latin.toml").read_text("utf-8"))


def tidy(text: str) -> str:
    """Composed characters, one kind of apostrophe, single spaces, no look-alike letters."""
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", text))
    return " ".join(_without_lookalikes(word) for word in text.split())


def _without_lookalikes(word: str) -> str:
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return word.translate(_LOOKALIKES)
    return word


def as_typed(text: str, vocabulary: Vocabulary, language: str | None = None) -> tuple[Reading, ...]:
    """The text as it stands, in its likeliest (or the given) language."""
    text = tidy(text)
    languages = (language,) if language else ("en",) if _is_latin(text) else ("kk", "ru")
    return (max((_reading(text, one, text, vocabulary) for one in languages), key=_likeness),)


def understand(
    text: str, vocabulary: Vocabulary, language: str | None = None
) -> tuple[Reading, ...]:
    """One reading of the question, or two where two are likely; the likelier first."""
    text = tidy(text)
    if not _WORD.search(text):
        return as_typed(text, vocabulary, language)
    readings: list[Reading] = []
    for spelled, meant in _spellings(text, vocabulary):
        if language in (None, meant):
            readings.append(_reading(spelled, meant, text, vocabulary))
            if _is_sure(readings[-1]):
                break
    if not readings:
        return as_typed(text, vocabulary, language)
    readings.sort(key=_likeness, reverse=True)
    best, *others = readings
    mended = _mended(best, vocabulary)
    # A correction may be wrong: what was typed is searched beside it.
    rival = best if mended.text != best.text else next(iter(others), None)
    if rival and best.likeness - rival.likeness < _MARGIN and rival.text != mended.text:
        return mended, rival
    return (mended,)


def _likeness(reading: Reading) -> float:
    return reading.likeness


def _reading(text: str, language: str, typed: str, vocabulary: Vocabulary) -> Reading:
    changed = text.casefold() != typed.casefold()
    cost = _CHANGED_COST if changed else 0.0
    return Reading(text, language, changed, vocabulary.likeness(text, language) - cost)


def _is_latin(text: str) -> bool:
    return len(_LATIN.findall(text)) > len(_CYRILLIC.findall(text))


def _is_sure(reading: Reading) -> bool:
    return reading.language == "en" and not reading.changed and reading.likeness >= _SURE


def _spellings(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """(text, language) of each way to read the question."""
    if _is_latin(text):
        if text.isascii():
            yield text, "en"
        yield _from_latin(text, vocabulary), "kk"
        for layout, language in (("ru", "ru"), ("kk", "kk")):
            yield retyped(text, "us", layout), language
        yield _with_kazakh_letters(retyped(text, "us", "ru"), vocabulary), "kk"
        return
    yield text if _KAZAKH.search(text) else _with_kazakh_letters(text, vocabulary), "kk"
    yield text, "ru"
    yield retyped(text, "ru", "us"), "en"


def _from_latin(text: str, vocabulary: Vocabulary) -> str:
    def spell(word: str) -> str:
        if _CYRILLIC.search(word) or not _LATIN.search(word):
            return word
        return respell(word, _tables()["units"], vocabulary.letters["kk"])[0]

    return _each_word(text, spell, _LATIN_WORD)


def _with_kazakh_letters(text: str, vocabulary: Vocabulary) -> str:
    def spell(word: str) -> str:
        if vocabulary.knows(word, "kk"):
            return word
        if known := vocabulary.spellings(word, "kk"):
            return known[0]
        if vocabulary.knows_root(word, "ru"):
            return word
        return respell(word, _tables()["folded"], vocabulary.letters["kk"])[0]

    return _each_word(text, spell)


def _mended(reading: Reading, vocabulary: Vocabulary) -> Reading:
    """The reading with typing errors corrected; words of another known language stand."""

    def mend(word: str) -> str:
        if any(vocabulary.knows(word, language) for language in vocabulary.counts):
            return word
        return corrected(word, reading.language, vocabulary)

    text = _each_word(reading.text, mend)
    changed = reading.changed or text != reading.text
    return Reading(text, reading.language, changed, reading.likeness)


def _each_word(text: str, change: Callable[[str], str], word: re.Pattern[str] = _WORD) -> str:
    """``text`` with each word changed in lower case; a word that does not change keeps its case."""

    def replace(match: re.Match[str]) -> str:
        lower = match[0].lower()
        changed = change(lower)
        return match[0] if changed == lower else changed

    return word.sub(replace, text)
