"""Text typed with the wrong keyboard layout switched on.

What a question says, however it was typed: readings in natural spelling, with their language.

Considered are the text as it stands, Kazakh in Latin letters, Kazakh without its own letters, and a
wrong keyboard layout; then typing errors are mended. Each reading is weighed by how much of it the
vocabulary knows. Everything that is changed is disclosed by :attr:`Reading.changed`.

From a question to the readings that are searched.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

from data.corpus import Corpus
from data.glossary import Term
from data.model import LANGUAGES
from data.question_bank import BankQuestion
from qa.query.spelling import correct_spelling
from qa.query.transliteration import Table, transliterate
from qa.query.vocabulary import Vocabulary


@cache
def _layout_tables() -> dict[tuple[str, str], dict[int, int]]:
    layouts = tomllib.loads(files("qa.query").joinpath("layouts.toml").read_text("utf-8"))
    return {
        (typed, meant): str.maketrans(layouts[typed], layouts[meant])
        for typed, meant in (("us", "ru"), ("us", "kk"), ("ru", "us"), ("kk", "us"))
    }


def fix_keyboard_layout(text: str, typed: str, meant: str) -> str:
    """``text`` as the same keys give it on another layout (us, ru, kk).

    >>> retyped("gjkbwbz", "us", "ru")
    'полиция'
    """
    return text.casefold().translate(_layout_tables()[typed, meant])


_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f\u0259]", re.IGNORECASE)
_KAZAKH = re.compile(r"[әіңғүұқөһ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
_MARGIN = 0.12  # two readings this close are both searched
_SURE = 0.9  # English this likely has no other reading: the words are known, or their stems
_CHANGED_COST = 0.12  # a changed reading must be this much more likely than the text as it stands


class Repair(StrEnum):
    """A change that leads from typed text to a reading."""

    LATIN_LETTERS = "Kazakh in Latin letters"
    KAZAKH_LETTERS = "Kazakh letters restored"
    KEYBOARD_LAYOUT = "wrong keyboard layout"
    SPELLING = "spelling corrected"


@dataclass(frozen=True, slots=True)
class QueryVariant:
    """One reading of a question: natural text, its language, and whether it was changed.

    ``repairs`` name what changed the text, in order; none where it stands as it was typed.
    """

    text: str
    language: str
    changed: bool
    likeness: float
    repairs: tuple[Repair, ...] = ()


@cache
def _tables() -> dict[str, Table]:
    return tomllib.loads(files("qa.query").joinpath("latin.toml").read_text("utf-8"))


def literal_variant(
    text: str, vocabulary: Vocabulary, language: str | None = None
) -> tuple[QueryVariant, ...]:
    """Return the normalised text as it stands, in its likeliest (or the given) language."""
    languages = (language,) if language else ("en",) if _is_latin(text) else ("kk", "ru")
    return (max((_reading(text, one, text, vocabulary) for one in languages), key=_likeness),)


def rewrite_query(
    text: str, vocabulary: Vocabulary, language: str | None = None
) -> tuple[QueryVariant, ...]:
    """Return one reading of the normalised question, or two where two are likely, the likelier
    first.
    """
    if not _WORD.search(text):
        return literal_variant(text, vocabulary, language)
    readings: list[QueryVariant] = []
    for spelled, meant, repairs in _spellings(text, vocabulary):
        if language in (None, meant):
            readings.append(_reading(spelled, meant, text, vocabulary, repairs))
            if _is_sure(readings[-1]):
                break
    if not readings:
        return literal_variant(text, vocabulary, language)
    readings.sort(key=_likeness, reverse=True)
    best, *others = readings
    mended = _mended(best, vocabulary)
    # A correction may be wrong: what was typed is searched beside it.
    rival = best if mended.text != best.text else next(iter(others), None)
    if rival and best.likeness - rival.likeness < _MARGIN and rival.text != mended.text:
        return mended, rival
    return (mended,)


def _likeness(reading: QueryVariant) -> float:
    return reading.likeness


def _reading(
    text: str,
    language: str,
    typed: str,
    vocabulary: Vocabulary,
    repairs: tuple[Repair, ...] = (),
) -> QueryVariant:
    changed = text.casefold() != typed.casefold()
    cost = _CHANGED_COST if changed else 0.0
    likeness = vocabulary.likeness(text, language) - cost
    return QueryVariant(text, language, changed, likeness, repairs if changed else ())


def _is_latin(text: str) -> bool:
    return len(_LATIN.findall(text)) > len(_CYRILLIC.findall(text))


def _is_sure(reading: QueryVariant) -> bool:
    return reading.language == "en" and not reading.changed and reading.likeness >= _SURE


def _spellings(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, tuple[Repair, ...]]]:
    """Yield the text, language and repairs of each way to read the question."""
    layout = Repair.KEYBOARD_LAYOUT
    if _is_latin(text):
        if text.isascii():
            yield text, "en", ()
        yield _from_latin(text, vocabulary), "kk", (Repair.LATIN_LETTERS,)
        for keys, language in (("ru", "ru"), ("kk", "kk")):
            yield fix_keyboard_layout(text, "us", keys), language, (layout,)
        restored = _with_kazakh_letters(fix_keyboard_layout(text, "us", "ru"), vocabulary)
        yield restored, "kk", (layout, Repair.KAZAKH_LETTERS)
        return
    kazakh = text if _KAZAKH.search(text) else _with_kazakh_letters(text, vocabulary)
    yield kazakh, "kk", (Repair.KAZAKH_LETTERS,)
    yield text, "ru", ()
    yield fix_keyboard_layout(text, "ru", "us"), "en", (layout,)


def _from_latin(text: str, vocabulary: Vocabulary) -> str:
    def spell(word: str) -> str:
        if _CYRILLIC.search(word) or not _LATIN.search(word):
            return word
        return transliterate(word, _tables()["units"], vocabulary.letters["kk"])[0]

    return _each_word(text, spell, _LATIN_WORD)


def _with_kazakh_letters(text: str, vocabulary: Vocabulary) -> str:
    def spell(word: str) -> str:
        if vocabulary.knows(word, "kk"):
            return word
        if known := vocabulary.spellings(word, "kk"):
            return known[0]
        if vocabulary.contains_root(word, "ru"):
            return word
        return transliterate(word, _tables()["folded"], vocabulary.letters["kk"])[0]

    return _each_word(text, spell)


def _mended(reading: QueryVariant, vocabulary: Vocabulary) -> QueryVariant:
    """The reading with typing errors corrected; words of another known language stand."""

    def mend(word: str) -> str:
        if any(vocabulary.knows(word, language) for language in vocabulary.counts):
            return word
        return correct_spelling(word, reading.language, vocabulary)

    text = _each_word(reading.text, mend)
    if text == reading.text:
        return reading
    return replace(reading, text=text, changed=True, repairs=(*reading.repairs, Repair.SPELLING))


def _each_word(text: str, change: Callable[[str], str], word: re.Pattern[str] = _WORD) -> str:
    """``text`` with each word changed in lower case; a word that does not change keeps its case."""

    def respelled(match: re.Match[str]) -> str:
        lower = match[0].lower()
        changed = change(lower)
        return match[0] if changed == lower else changed

    return word.sub(respelled, text)


class QueryRewriter:
    """Reads questions with the vocabulary of one corpus."""

    def __init__(
        self, corpus: Corpus, bank: Sequence[BankQuestion] = (), terms: Sequence[Term] = ()
    ) -> None:
        """The vocabulary is that of the acts, of the bank and of the glossary."""
        texts = [(act.language, act.title) for act in corpus.acts]
        for act in corpus.acts:
            for provision in act.provisions:
                texts += [(act.language, provision.text), (act.language, provision.heading)]
        texts += [(question.language, question.question) for question in bank]
        texts += [(one, name) for term in terms for one in LANGUAGES for name in term.names(one)]
        self._vocabulary = Vocabulary(texts)

    def read(self, text: str, language: str | None, *, exact: bool) -> tuple[QueryVariant, ...]:
        """Return one reading of ``text``, normalised by
        :func:`qa.query.normalization.normalize_input`, or two where two are likely; ``exact``
        reads the text as it was typed.
        """
        if exact:
            return literal_variant(text, self._vocabulary, language)
        return rewrite_query(text, self._vocabulary, language)
