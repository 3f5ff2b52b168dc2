"""Words of messages by sound, so that one list of phrases serves both scripts."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.query.sound_key import sound_keys

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

Phrase = tuple[str, ...]
"""The sound keys of the words of a phrase."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a message: where it starts, its sound key, the first of them if two, and itself."""

    start: int
    key: str
    text: str


def read_words(text: str) -> tuple[Word, ...]:
    """Return the words of the normalised ``text`` in order."""
    return tuple(
        Word(match.start(), _key(match[0]), match[0].lower()) for match in _WORD.finditer(text)
    )


def read_phrase(text: str) -> Phrase:
    """Return ``text`` as a phrase."""
    return tuple(word.key for word in read_words(text))


def read_phrases(texts: Iterable[str]) -> Iterator[Phrase]:
    """Yield each of ``texts`` as a phrase."""
    return map(read_phrase, texts)


@cache
def phrase_table(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the lists of the file ``name`` beside this module, by list and language."""
    table = tomllib.loads(files("qa.conversation").joinpath(name).read_text("utf-8"))
    return {
        part: {language: tuple(texts) for language, texts in lists.items()}
        for part, lists in table.items()
    }


def _key(word: str) -> str:
    keys = sound_keys(unicodedata.normalize("NFC", word))
    return keys[0] if keys else ""
